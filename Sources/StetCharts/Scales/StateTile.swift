/// The states and the District of Columbia as squares of equal size, each near its true location.
struct StateTile: Sendable, Equatable {
  var code: String
  var name: String
  var row: Int
  var column: Int

  /// By postal code, name, or the code of FIPS with two digits.
  static func named(_ text: String) -> StateTile? { byName[text.lowercased()] }

  /// The arrangement that readers know from other newsrooms: eight rows of at most twelve.
  private static let grid = """
    AK .. .. .. .. .. .. .. .. .. .. ME
    .. .. .. .. .. .. .. .. .. .. VT NH
    .. WA ID MT ND MN IL WI MI NY RI MA
    .. OR NV WY SD IA IN OH PA NJ CT ..
    .. CA UT CO NE MO KY WV VA MD DE ..
    .. .. AZ NM KS AR TN NC SC DC .. ..
    .. .. .. .. OK LA MS AL GA .. .. ..
    HI .. .. .. TX .. .. .. .. FL .. ..
    """

  private static let names = """
    AL 01 Alabama|AK 02 Alaska|AZ 04 Arizona|AR 05 Arkansas|CA 06 California|CO 08 Colorado|CT 09 Connecticut|DE 10 Delaware|\
    DC 11 District of Columbia|FL 12 Florida|GA 13 Georgia|HI 15 Hawaii|ID 16 Idaho|IL 17 Illinois|IN 18 Indiana|IA 19 Iowa|\
    KS 20 Kansas|KY 21 Kentucky|LA 22 Louisiana|ME 23 Maine|MD 24 Maryland|MA 25 Massachusetts|MI 26 Michigan|MN 27 Minnesota|\
    MS 28 Mississippi|MO 29 Missouri|MT 30 Montana|NE 31 Nebraska|NV 32 Nevada|NH 33 New Hampshire|NJ 34 New Jersey|\
    NM 35 New Mexico|NY 36 New York|NC 37 North Carolina|ND 38 North Dakota|OH 39 Ohio|OK 40 Oklahoma|OR 41 Oregon|\
    PA 42 Pennsylvania|RI 44 Rhode Island|SC 45 South Carolina|SD 46 South Dakota|TN 47 Tennessee|TX 48 Texas|UT 49 Utah|\
    VT 50 Vermont|VA 51 Virginia|WA 53 Washington|WV 54 West Virginia|WI 55 Wisconsin|WY 56 Wyoming
    """

  static let all: [StateTile] = {
    var places: [Substring: (Int, Int)] = [:]
    for (row, line) in grid.split(separator: "\n").enumerated() {
      for (column, code) in line.split(separator: " ").enumerated() where code != ".." { places[code] = (row, column) }
    }
    return names.split(separator: "|").compactMap { entry in
      let code = entry.prefix(2)
      guard let place = places[code] else { return nil }
      return StateTile(code: String(code), name: String(entry.dropFirst(6)), row: place.0, column: place.1)
    }
  }()

  private static let byName: [String: StateTile] = {
    var found: [String: StateTile] = [:]
    for entry in names.split(separator: "|") {
      guard let tile = all.first(where: { $0.code == entry.prefix(2) }) else { continue }
      for key in [tile.code, tile.name, String(entry.dropFirst(3).prefix(2))] { found[key.lowercased()] = tile }
    }
    return found
  }()
}

/// The letters of a language beyond ASCII, by how often they occur.
struct Language: Sendable {
  enum Kind: Sendable { case latin, cyrillic, other, korean, chinese, japanese }

  let kind: Kind
  /// What each letter costs: the negative logarithm of about how likely it is among those beyond ASCII.
  private let costs: [UInt32: Double]

  /// Letters in tiers, the most frequent ones first.
  private init(_ kind: Kind, _ tiers: String, isMixture: Bool = false) {
    self.kind = kind
    let levels: [Double] =
      switch kind {
      case .latin: [1.3, 2.2, 3.2, 4.6]
      case .cyrillic: [2.6, 3.2, 4, 5, 6.5, 7.5]
      case .other: [2.6, 3.2, 4, 5, 6.2, 7]
      case .korean: [4.6]
      case .chinese, .japanese: [5.6]
      }
    var costs: [UInt32: Double] = [:]
    for (tier, letters) in tiers.split(separator: " ").enumerated() {
      for letter in letters.unicodeScalars where costs[letter.value] == nil {
        costs[letter.value] = levels[min(tier, levels.count - 1)] + (isMixture ? 1.6 : 0)
      }
    }
    self.costs = costs
  }

  /// What a letter costs in a text of this language.
  func cost(_ letter: ReadLetter) -> Double {
    if let known = costs[letter.scalar] { return known }
    if let lower = letter.lower, let known = costs[lower] { return known + 0.5 }
    switch (kind, letter.script) {
    case (.chinese, .han), (.japanese, .han), (.korean, .hangul): return [8.3, 12, 15][min(letter.level, 2)]
    case (.japanese, .kana): return letter.scalar < 0xFF00 ? 4 : 5
    // Korean text hardly has any ideograph.
    case (.korean, .han): return 13
    case (_, .han), (_, .hangul), (_, .kana): return 11
    case (_, .latin): return 7
    case (_, .cyrillic), (_, .other), (_, .mark): return 8.5
    }
  }

  /// What a letter may cost on average in a text that reads well.
  var bearable: Double {
    switch kind {
    case .latin: 5.5
    case .cyrillic, .other: 6
    case .korean, .chinese, .japanese: 9.5
    }
  }

  static let all = latin + mixtures + cyrillic + others

  /// What the ideographs and syllables of an encoding may be.
  static func asian(_ scheme: TextEncoding.Scheme) -> [Language] {
    switch scheme {
    case .shiftJIS, .eucJP: [japanese]
    case .gb18030: [simplified, traditional]
    case .big5: [traditional]
    case .eucKR: [korean]
    case .utf8, .utf16, .utf32, .singleByte, .utf8Twice, .utf8Or: [simplified, traditional, japanese, korean]
    }
  }

  private static let latin = [
    Language(.latin, "üä öß é"),  // German
    Language(.latin, "é èàê çâîôû œùëïæüÿ"),  // French
    Language(.latin, "óáí éñ ú üºª"),  // Spanish
    Language(.latin, "ãçáé íóêõ úâôà üºª"),  // Portuguese
    Language(.latin, "àèé ìòù ’ îº"),  // Italian
    Language(.latin, "ëé ïè öüó"),  // Dutch
    Language(.latin, "äåö é üàè"),  // Swedish
    Language(.latin, "øåæ éö üóèôä"),  // Danish
    Language(.latin, "áíðó úéöæþ ý"),  // Icelandic
    Language(.latin, "àóè éíç úò ïü·"),  // Catalan
    Language(.latin, "łóą ężś ćńź"),  // Polish
    Language(.latin, "íáéě řžýš čůú ťňďóö"),  // Czech
    Language(.latin, "áíéý žčšľ úťôň ďäóĺŕ"),  // Slovak
    Language(.latin, "áé óöíő úüű"),  // Hungarian
    Language(.latin, "ăâîșț şţ é"),  // Romanian
    Language(.latin, "čšžć đ"),  // Croatian
    Language(.latin, "ëç"),  // Albanian
    Language(.latin, "ıüşöİ ğç âîû"),  // Turkish
    Language(.latin, "ėšįų žąū čę"),  // Lithuanian
    Language(.latin, "āīē šūņļ žķģč ōŗ"),  // Latvian
    Language(.latin, "äõüö šž"),  // Estonian
    Language(.latin, "ħż ġċ à"),  // Maltese
    Language(.latin, "ĝĉŭ ĵŝĥ"),  // Esperanto
    Language(.latin, "ŵâô ŷîêáïö"),  // Welsh
    Language(.latin, "đ\u{301}ư\u{300} ôơâ\u{323} ăê\u{309} \u{303}óáàéíúùìèýãõ"),  // Vietnamese
  ]

  /// Names of many countries in one file.
  private static let mixtures = [
    Language(.latin, "éáíóöäüè çñãåøàêúæâ ôîßõëïûòìùœðþý š", isMixture: true),  // West
    Language(.latin, "áéíóöü čšžłęąýćě őűřůńśżźďťňľăâîșțşţđ ëôúäç", isMixture: true),  // Central
    Language(.latin, "äöüõšž āēīūčģķļņąęėįų", isMixture: true),  // Baltic
  ]

  private static let cyrillic = [
    Language(.cyrillic, "оеаинт срвлкм дпуяыьгзб чйхжшю цщэфё ъ"),  // Russian
    Language(.cyrillic, "оаниіт вреслк дупяьмгз бчхцйюж їєшщфґ"),  // Ukrainian
    Language(.cyrillic, "аніоре стлдкв упмзяыьгў бчйцхюж ёшэфі"),  // Belarusian
    Language(.cyrillic, "аиоетн рсвлкд пмзгъу бчцяйжш щхюьф"),  // Bulgarian
    Language(.cyrillic, "аоиенр тсјукв дмлпзг бчшљцњ жћхђфџ"),  // Serbian
    Language(.cyrillic, "аоиетн рсвкдл пмјзуг бчшцжќ хњѓљфџѕ"),  // Macedonian
  ]

  private static let others = [
    Language(.other, "αοιετ σνηυρπκμ λςίόάτέή γδωύχθώ φβξζψΐϊϋ"),  // Greek
    // Hebrew
    Language(
      .other,
      "\u{5D9}\u{5D5}\u{5D4}\u{5DC}\u{5D0}\u{5E8}\u{5EA} \u{5E9}\u{5D1}\u{5DE}\u{5E0} \u{5D3}\u{5E2}\u{5E7}"
        + "\u{5D7}\u{5E4}\u{5DB}\u{5D8} \u{5E1}\u{5D2}\u{5E6}\u{5DD}\u{5DF}\u{5D6}\u{5DA} \u{5E3}\u{5E5}"),
    // Arabic
    Language(
      .other,
      "\u{627}\u{644}\u{64A}\u{645}\u{646} \u{648}\u{62A}\u{631}\u{629}\u{628}\u{633} \u{639}\u{62F}\u{641}"
        + "\u{62D}\u{647}\u{642} \u{643}\u{62C}\u{635}\u{623}\u{649}\u{62E}\u{637}\u{634} \u{636}\u{632}\u{63A}"
        + "\u{630}\u{626}\u{625}\u{621}\u{62B}\u{638} \u{624}\u{622}"),
    // Persian
    Language(
      .other,
      "\u{627}\u{6CC}\u{646}\u{631} \u{62F}\u{648}\u{647}\u{645}\u{62A}\u{633} \u{627}\u{632}\u{628}\u{634}"
        + "\u{644}\u{6AF} \u{6A9}\u{641}\u{67E}\u{62E}\u{642}\u{686} \u{62D}\u{62C}\u{63A}\u{639}\u{635}\u{637}"
        + "\u{698} \u{636}\u{638}\u{62B}\u{630}\u{626}\u{621}\u{622}\u{64A}\u{643}\u{629}"),
    // Thai
    Language(
      .other,
      "\u{E32}\u{E23}\u{E19}\u{E01}\u{E07}\u{E2D}\u{E21}\u{E22} \u{E48}\u{E25}\u{E27}\u{E49}\u{E40}\u{E2A}"
        + "\u{E14}\u{E15}\u{E17}\u{E1A} \u{E1B}\u{E04}\u{E31}\u{E34}\u{E35}\u{E2B}\u{E1E}\u{E02}\u{E08}\u{E41}"
        + "\u{E30}\u{E4C}\u{E38}\u{E0A}\u{E44} \u{E39}\u{E43}\u{E47}\u{E42}\u{E28}\u{E18}\u{E16}\u{E29}\u{E0D}"
        + "\u{E13}\u{E1F}\u{E0B}\u{E1C}\u{E20} \u{E09}\u{E1D}\u{E36}\u{E37}\u{E10}\u{E2E}\u{E4A}\u{E24}\u{E4B}"
        + "\u{E06}\u{E0E}\u{E0F}\u{E0C}\u{E12}\u{E11}\u{E2C}\u{E2F}\u{E46}"),
  ]

  private static let simplified = Language(
    .chinese,
    "的一是不了在人有我他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从"
      + "市区县省月元口总计金额名称单位数量合北京海广东江苏浙山河南四川湖安徽福建重庆津辽宁吉林黑龙陕西云贵州甘肃青内蒙古夏新疆香港澳门台湾城乡镇村路街号医院校政府部教育支收入预算财项目类别比例增长企业投资产品"
      + "张王李赵刘陈杨黄周吴徐孙马朱胡郭何高罗伟芳娜秀英敏静丽强磊洋勇艳杰娟涛明超平刚桂")

  private static let traditional = Language(
    .chinese,
    "的一是不了在人有我他這為之大來以個中上們到說國和地也子時道出而要於就下得可你年生自會那後能對著事其裡所去行過家十用發天如然作方成者多日都三小軍二無同麼經法當起與好看學進種將還分此心前面又定見只主沒公從"
      + "市區縣省月元口總計金額名稱單位數量合臺台北新竹桃園苗栗彰化南投雲林嘉義屏東宜蘭花蓮澎湖門連江高雄基隆香港鄉鎮村里路街號醫院校政府部教育支收入預算財項目類別比例增長企業資產品張王李趙劉陳楊黃周吳徐孫馬朱"
      + "胡郭何羅許鄭謝蔡洪邱曾廖賴葉蘇莊呂志明淑芬美雅惠怡君俊傑豪")

  private static let japanese = Language(
    .japanese,
    "日一国人年大十二本中長出三時行見月分後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語土木聞食車何南万毎白天母火右読友左休父雨県市区町村都府道京阪神奈埼玉葉愛知福岡海"
      + "広島兵庫宮城茨新潟静岐阜群馬栃熊鹿児沖縄滋賀青森岩手秋田形石富井梨野根鳥取口徳香媛佐崎計額数合地域称度別総所在部門費予算決収支務会社員藤鈴橋渡辺伊林加吉斎松清池阿太郎花次美恵")

  private static let korean = Language(
    .korean,
    "이다의가는에을지고사기한인대정시서리도국제주전해나부자수일장보경성관산원상공과동구안유용조로선비교미물여세민내연중계라소만생행역명모통재방개위학으어입회하들년건업발음금무법신양면터치문실분영강당남천북"
      + "울광충청평화김박최윤임오권황송류홍진호현준은혜희혁태숙순옥길")
}

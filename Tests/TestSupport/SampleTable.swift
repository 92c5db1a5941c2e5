/// The table that the examples of verbs, aggregates, windows and marks work on.
///
/// In Texas no two of count, distinct count, first, last, least, largest, most frequent, mean and median are equal, so that an
/// aggregate that is computed as another one shows. A value is missing, and so is a state.
package let peopleTable = """
  let people = table {
    state, year, persons
    "TX", FY2010, 80; "IL", FY2010, missing; "TX", FY2011, 120; "TX", FY2012, 10; "IL", FY2012, 7; "TX", FY2013, 40
    "TX", FY2014, 40; missing, FY2014, 1; "TX", FY2015, 60; "TX", FY2016, 90
  }
  """

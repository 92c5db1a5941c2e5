import StetProse
import Testing
@Test func probe() throws {
  let words = """
    quite|rather|somewhat|mildly|slightly|considerably|substantially|significantly|markedly|sharply|well|way|much|far|even|still|yet|already|only|just|merely|simply|barely|possibly|probably|perhaps|maybe|allegedly|reportedly|supposedly|nominally|virtually|practically|effectively|essentially|basically|precisely|exactly|fully|partly|partially|largely|mostly|mainly|chiefly|nowhere|anywhere|somewhere|almost|nearly|close|approximately|beyond|past|within|inside|outside|around|about|below|beneath|above|over|under|upward|north|south|shy|short|excess|multiple|fraction|portion|part|third|quarter|half|double|triple|twice|thrice|times|plus|minus|less|fewer|more|most|least|greater|higher|lower|smaller|larger|as many as|as few as|as much as|as little as|no|not|never|without|except|besides|excluding|including|but|other than|rather than|instead of|unlike|versus|against|compared to|relative to|out of|per|each|every|annualized|average|median|mean|maximum|minimum|peak|capped at|limited to|ending|starting|beginning|until|before|after|since|prior to|following|projected|expected|estimated|forecast|planned|targeted|predicted|missing|lacking|needing|exceeding|surpassing|topping|trailing|lagging|failing|avoiding|denying|a record|another|additional|further|extra|remaining|other|different|similar|equivalent|equal|same|opposite|negative|positive|net|gross|adjusted|cumulative|combined|total|partial|square|cubic|dozen|hundred|thousand|million|percent|point|points|basis|tens of|hundreds of|thousands of|or|and|nor|nearing|to|from|by|of|up|down|rising|falling|rose|fell|doubled|tripled|flat|unchanged|same|seldom|scarcely|roughly speaking|give or take|somewhere near|a bit over|a touch under|a shade under|a tad more than|slightly more than|slightly less than|just shy of|not even|no longer|anything but|nothing like|all but|all of|none of|any of|some of|many of|most of|few of|half of|part of|two|II|2nd
    """.split(separator: "|").map { String($0).replacing("\n", with: "") }
  for (front, back, ev) in [("", "409,849 people", "409849"), ("they removed", "409,849 people", "409849"), ("", "82%", "0.8154"), ("fell", "82%", "change -0.8154"), ("fell by", "82%", "409849 75660"), ("", "a record", "y2010:4 y2011:5"), ("", "one in five", "0.2"), ("", "doubled", "100 200"), ("rose from 5", "to 10", "5 10")] {
    for word in words {
      for text in ["\(front) \(word) \(back)", "\(front) \(back) \(word)"] {
        let j = judge(text, against: try evidence(ev))
        if j.verdict == .stands { print("PROBE \(text) => \(j.reading)") }
      }
    }
  }
}

// Written by Scripts/encoding-tables; not edited by hand.

/// What the bytes of old encodings mean. In each text, `a-c` is a range of code points, a number of ASCII digits so many entries
/// without a character, and what comes after the last one has none.
enum SingleByteTables {
  /// 0x80…0xFF; Python's `cp1250`.
  static let windows1250: StaticString = """
    €1‚1„…†‡1‰Š‹ŚŤŽŹ1‘’“”•–—1™š›śťžź\u{A0}ˇ˘Ł¤Ą¦-©Ş«-®Ż°±˛ł´-¸ąş»Ľ˝ľżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëě
    íîďđńňóôőö÷řůúűüýţ˙
    """

  /// 0x80…0xFF; Python's `cp1251`.
  static let windows1251: StaticString = """
    ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—1™љ›њќћџ\u{A0}ЎўЈ¤Ґ¦§Ё©Є«-®Ї°±Ііґµ-·ё№є»јЅѕїА-я
    """

  /// 0x80…0xFF; Python's `cp1252`.
  static let windows1252: StaticString = """
    €1‚ƒ„…†‡ˆ‰Š‹Œ1Ž2‘’“”•–—˜™š›œ1žŸ\u{A0}-ÿ
    """

  /// 0x80…0xFF; Python's `cp1253`.
  static let windows1253: StaticString = """
    €1‚ƒ„…†‡1‰1‹5‘’“”•–—1™1›4\u{A0}΅Ά£-©1«-®―°-³΄µ-·Έ-Ί»Ό½Ύ-Ρ1Σ-ώ
    """

  /// 0x80…0xFF; Python's `cp1254`.
  static let windows1254: StaticString = """
    €1‚ƒ„…†‡ˆ‰Š‹Œ4‘’“”•–—˜™š›œ2Ÿ\u{A0}-ÏĞÑ-ÜİŞß-ïğñ-üışÿ
    """

  /// 0x80…0xFF; Python's `cp1255`.
  static let windows1255: StaticString = """
    €1‚ƒ„…†‡ˆ‰1‹5‘’“”•–—˜™1›4\u{A0}-£₪¥-©×«-¹÷»-¿\u{5B0}-\u{5B9}1\u{5BB}-\u{5C3}\u{5F0}-\u{5F4}7\u{5D0}-\u{5EA}2
    \u{200E}\u{200F}
    """

  /// 0x80…0xFF; Python's `cp1256`.
  static let windows1256: StaticString = """
    €\u{67E}‚ƒ„…†‡ˆ‰\u{679}‹Œ\u{686}\u{698}\u{688}\u{6AF}‘’“”•–—\u{6A9}™\u{691}›œ\u{200C}\u{200D}\u{6BA}\u{A0}،¢-©
    \u{6BE}«-¹\u{61B}»-¾\u{61F}\u{6C1}\u{621}-\u{636}×\u{637}-\u{63A}\u{640}-\u{643}à\u{644}â\u{645}-\u{648}ç-ë
    \u{649}\u{64A}îï\u{64B}-\u{64E}ô\u{64F}\u{650}÷\u{651}ù\u{652}ûü\u{200E}\u{200F}\u{6D2}
    """

  /// 0x80…0xFF; Python's `cp1257`.
  static let windows1257: StaticString = """
    €1‚1„…†‡1‰1‹1¨ˇ¸1‘’“”•–—1™1›1¯˛1\u{A0}1¢-¤1¦§Ø©Ŗ«-®Æ°-·ø¹ŗ»-¾æĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕ-×ŲŁŚŪÜŻŽßąįāćäåęēčéźėģķīļ
    šńņóōõ-÷ųłśūüżž˙
    """

  /// 0x80…0xFF; Python's `cp1258`.
  static let windows1258: StaticString = """
    €1‚ƒ„…†‡ˆ‰1‹Œ4‘’“”•–—˜™1›œ2Ÿ\u{A0}-ÂĂÄ-Ë\u{300}Í-ÏĐÑ\u{309}ÓÔƠÖ-ÜƯ\u{303}ß-âăä-ë\u{301}í-ïđñ\u{323}óôơö-üư₫ÿ
    """

  /// 0x80…0xFF; Python's `cp874`.
  static let windows874: StaticString = """
    €4…11‘’“”•–—8\u{A0}ก-\u{E3A}4฿-๛
    """

  /// 0x80…0xFF; Python's `iso8859_1`.
  static let iso1: StaticString = """
    \u{80}-ÿ
    """

  /// 0x80…0xFF; Python's `iso8859_2`.
  static let iso2: StaticString = """
    \u{80}-\u{A0}Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u{AD}ŽŻ°ą˛ł´ľśˇ¸šşťź˝žżŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűü
    ýţ˙
    """

  /// 0x80…0xFF; Python's `iso8859_3`.
  static let iso3: StaticString = """
    \u{80}-\u{A0}Ħ˘£¤1Ĥ§¨İŞĞĴ\u{AD}1Ż°ħ²-µĥ·¸ışğĵ½1żÀ-Â1ÄĊĈÇ-Ï1Ñ-ÔĠÖ×ĜÙ-ÜŬŜß-â1äċĉç-ï1ñ-ôġö÷ĝù-üŭŝ˙
    """

  /// 0x80…0xFF; Python's `iso8859_4`.
  static let iso4: StaticString = """
    \u{80}-\u{A0}ĄĸŖ¤ĨĻ§¨ŠĒĢŦ\u{AD}Ž¯°ą˛ŗ´ĩļˇ¸šēģŧŊžŋĀÁ-ÆĮČÉĘËĖÍÎĪĐŅŌĶÔ-ØŲÚ-ÜŨŪßāá-æįčéęëėíîīđņōķô-øųú-üũū˙
    """

  /// 0x80…0xFF; Python's `iso8859_5`.
  static let iso5: StaticString = """
    \u{80}-\u{A0}Ё-Ќ\u{AD}Ў-я№ё-ќ§ўџ
    """

  /// 0x80…0xFF; Python's `iso8859_6`.
  static let iso6: StaticString = """
    \u{80}-\u{A0}3¤7،\u{AD}13\u{61B}3\u{61F}1\u{621}-\u{63A}5\u{640}-\u{652}
    """

  /// 0x80…0xFF; Python's `iso8859_7`.
  static let iso7: StaticString = """
    \u{80}-\u{A0}‘’£€₯¦-©ͺ«-\u{AD}1―°-³΄-Ά·Έ-Ί»Ό½Ύ-Ρ1Σ-ώ
    """

  /// 0x80…0xFF; Python's `iso8859_8`.
  static let iso8: StaticString = """
    \u{80}-\u{A0}1¢-©×«-¹÷»-¾32‗\u{5D0}-\u{5EA}2\u{200E}\u{200F}
    """

  /// 0x80…0xFF; Python's `iso8859_9`.
  static let iso9: StaticString = """
    \u{80}-ÏĞÑ-ÜİŞß-ïğñ-üışÿ
    """

  /// 0x80…0xFF; Python's `iso8859_10`.
  static let iso10: StaticString = """
    \u{80}-\u{A0}ĄĒĢĪĨĶ§ĻĐŠŦŽ\u{AD}ŪŊ°ąēģīĩķ·ļđšŧž―ūŋĀÁ-ÆĮČÉĘËĖÍ-ÐŅŌÓ-ÖŨØŲÚ-ßāá-æįčéęëėí-ðņōó-öũøųú-þĸ
    """

  /// 0x80…0xFF; Python's `iso8859_11`.
  static let iso11: StaticString = """
    \u{80}-\u{A0}ก-\u{E3A}4฿-๛
    """

  /// 0x80…0xFF; Python's `iso8859_13`.
  static let iso13: StaticString = """
    \u{80}-\u{A0}”¢-¤„¦§Ø©Ŗ«-®Æ°-³“µ-·ø¹ŗ»-¾æĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕ-×ŲŁŚŪÜŻŽßąįāćäåęēčéźėģķīļšńņóōõ-÷ųłśūüżž’
    """

  /// 0x80…0xFF; Python's `iso8859_14`.
  static let iso14: StaticString = """
    \u{80}-\u{A0}Ḃḃ£ĊċḊ§Ẁ©ẂḋỲ\u{AD}®ŸḞḟĠġṀṁ¶ṖẁṗẃṠỳẄẅṡÀ-ÏŴÑ-ÖṪØ-ÝŶß-ïŵñ-öṫø-ýŷÿ
    """

  /// 0x80…0xFF; Python's `iso8859_15`.
  static let iso15: StaticString = """
    \u{80}-£€¥Š§š©-³Žµ-·ž¹-»ŒœŸ¿-ÿ
    """

  /// 0x80…0xFF; Python's `iso8859_16`.
  static let iso16: StaticString = """
    \u{80}-\u{A0}ĄąŁ€„Š§š©Ș«Ź\u{AD}źŻ°±ČłŽ”¶·žčș»ŒœŸżÀ-ÂĂÄĆÆ-ÏĐŃÒ-ÔŐÖŚŰÙ-ÜĘȚß-âăäćæ-ïđńò-ôőöśűù-üęțÿ
    """

  /// 0x80…0xFF; Python's `mac_roman`.
  static let macRoman: StaticString = """
    ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{A0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁË
    ÈÍ-ÏÌÓÔ\u{F8FF}ÒÚÛÙıˆ˜¯˘-˚¸˝˛ˇ
    """

  /// 0x80…0xFF; Python's `mac_latin2`.
  static let macCentralEurope: StaticString = """
    ÄĀāÉĄÖÜáąČäčĆćéŹźĎíďĒēĖóėôöõúĚěü†°Ę£§•¶ß®©™ę¨≠ģĮįĪ≤≥īĶ∂∑łĻ-ľĹĺŅņŃ¬√ńŇ∆«»…\u{A0}ňŐÕőŌ–—“”‘’÷◊ōŔŕŘ‹›řŖŗŠ‚„šŚśÁŤť
    ÍŽžŪÓÔūŮÚů-ųÝýķŻŁżĢˇ
    """

  /// 0x80…0xFF; Python's `mac_cyrillic`.
  static let macCyrillic: StaticString = """
    А-Я†°Ґ£§•¶І®©™Ђђ≠Ѓѓ∞±≤≥іµґЈЄєЇїЉљЊњјЅ¬√ƒ≈∆«»…\u{A0}ЋћЌќѕ–—“”‘’÷„ЎўЏџ№Ёёяа-ю€
    """

  /// 0x80…0xFF; Python's `cp437`.
  static let ibm437: StaticString = """
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░-▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φ
    ε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}
    """

  /// 0x80…0xFF; Python's `cp850`.
  static let ibm850: StaticString = """
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░-▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍ-Ï┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ
    ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}
    """

  /// 0x80…0xFF; Python's `cp852`.
  static let ibm852: StaticString = """
    ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░-▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝ
    ţ´\u{AD}˝˛ˇ˘§÷¸°¨˙űŘř■\u{A0}
    """

  /// 0x80…0xFF; Python's `cp855`.
  static let ibm855: StaticString = """
    ђЂѓЃёЁєЄѕЅіІїЇјЈљЉњЊћЋќЌўЎџЏюЮъЪаАбБцЦдДеЕфФгГ«»░-▓│┤хХиИ╣║╗╝йЙ┐└┴┬├─┼кК╚╔╩╦╠═╬¤лЛмМнНоОп┘┌█▄Пя▀ЯрРсСтТуУжЖвВь
    Ь№\u{AD}ыЫзЗшШэЭщЩчЧ§■\u{A0}
    """

  /// 0x80…0xFF; Python's `cp858`.
  static let ibm858: StaticString = """
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░-▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€Í-Ï┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ
    ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}
    """

  /// 0x80…0xFF; Python's `cp866`.
  static let ibm866: StaticString = """
    А-п░-▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀р-яЁёЄєЇїЎў°∙·√№¤■\u{A0}
    """

  /// 0x80…0xFF; Python's `koi8_r`.
  static let koi8R: StaticString = """
    ─│┌┐└┘├┤┬┴┼▀▄█▌▐-▓⌠■∙√≈≤≥\u{A0}⌡°²·÷═-╒ё╓-╡Ё╢-╬©юабцдефгхи-пяр-ужвьызшэщчъЮАБЦДЕФГХИ-ПЯР-УЖВЬЫЗШЭЩЧЪ
    """

  /// 0x80…0xFF; Python's `koi8_u`.
  static let koi8U: StaticString = """
    ─│┌┐└┘├┤┬┴┼▀▄█▌▐-▓⌠■∙√≈≤≥\u{A0}⌡°²·÷═-╒ёє╔ії╗-╛ґ╝-╡ЁЄ╣ІЇ╦-╪Ґ╬©юабцдефгхи-пяр-ужвьызшэщчъЮАБЦДЕФГХИ-ПЯР-УЖВЬЫЗШ
    ЭЩЧЪ
    """
}

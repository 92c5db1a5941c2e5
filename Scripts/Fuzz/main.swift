// Feeds a reader with files that libFuzzer makes, guided by what they reach. What it finds are traps, hangs and memory beyond the limit:
// whether a file is refused or loaded does not matter.
//
// `STET_FUZZ_READER` is the name of a format, `packed` for whatever is recognized by its first bytes, or `sheet` for the XML of a sheet.

import Foundation
import StetArchives
import StetColumns
import StetDiagnostics
import StetFormats
import StetWorkbooks

@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

let reader = ProcessInfo.processInfo.environment["STET_FUZZ_READER"] ?? "CSV"
let format = SourceFormat.all.first { $0.name.lowercased() == (reader == "sheet" ? "xlsx" : reader.lowercased()) }
let path = "/dev/shm/stet-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
nonisolated(unsafe) let control = ReadControl(memory: MemoryBudget(limit: 1 << 30))

/// A workbook with this as the XML of its only sheet.
func workbook(sheet: [UInt8]) -> [UInt8] {
  let schema = "http://schemas.openxmlformats.org"
  var zip = ZipWriter()
  zip.add(
    "xl/workbook.xml",
    "<workbook xmlns=\"\(schema)/spreadsheetml/2006/main\" xmlns:r=\"\(schema)/officeDocument/2006/relationships\"><sheets><sheet name=\"A\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
  )
  zip.add(
    "_rels/.rels",
    "<Relationships xmlns=\"\(schema)/package/2006/relationships\"><Relationship Id=\"r0\" Type=\"\(schema)/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
  )
  zip.add(
    "xl/_rels/workbook.xml.rels",
    "<Relationships xmlns=\"\(schema)/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"\(schema)/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
  )
  zip.add(
    "[Content_Types].xml",
    "<Types xmlns=\"\(schema)/package/2006/content-types\"><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"
  )
  zip.add("xl/worksheets/sheet1.xml", [ZipWriter.Part(sheet, isLast: true)])
  return zip.finish() ?? []
}

func write(_ bytes: [UInt8]) {
  let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  precondition(file >= 0, "the file for the reader cannot be written")
  defer { close(file) }
  precondition(
    bytes.isEmpty || write(file, bytes, bytes.count) == bytes.count, "the file for the reader cannot be written")
}

/// The first byte chooses how the rest is read.
func read(_ bytes: [UInt8]) {
  let name = "f." + (format?.endings.first ?? "csv")
  do {
    let source = try TableSource(path: path, shownAs: name, as: reader == "packed" ? nil : format, control)
    _ = try? source.beginning()
    _ = try source.load(control)
    if bytes.count % 8 == 0 { _ = try source.look(control) }
  } catch {
    precondition(!error.diagnostics.isEmpty, "a failure says what is wrong")
    for diagnostic in error.diagnostics { _ = diagnostic.message.count }
  }
}

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
let status = runFuzzer(&count, &arguments) { data, size in
  let bytes = Array(UnsafeBufferPointer(start: data, count: size))
  write(reader == "sheet" ? workbook(sheet: bytes) : bytes)
  read(bytes)
  return 0
}
unlink(path)
exit(status)

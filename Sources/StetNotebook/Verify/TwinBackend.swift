package import StetColumns
package import StetDiagnostics
package import StetEngine
import StetTwin

/// Calculates one row at a time, with nothing of the engine's operations. A step in which something has no second
/// calculation is the engine's, and is noted.
package struct TwinBackend: Backend {
  private let gaps: VerificationGaps

  package init(noting gaps: VerificationGaps) { self.gaps = gaps }

  /// What reports on a table or a run, or writes, is not a figure that could be wrong.
  package func leadingSteps(of steps: ArraySlice<PlanStep>) -> Int {
    steps.prefix { $0.operation.purpose == .calculates || $0.operation.purpose == .checks }.count
  }

  /// Without a line in the ledger: that is the first calculation's.
  package func run(_ steps: [PlanStep], on table: Table, _ run: inout PlanRun) throws(RunFailure) -> Table {
    var twin = Twin()
    var twinTable = TwinTable(table)
    var sources = table.sources
    for step in steps {
      do { twinTable = try twin.run(step, on: twinTable) } catch let gap as NoSecondCalculation {
        gaps.note(gap)
        twinTable = TwinTable(try byEngine(step, on: twinTable.table, run))
      } catch { throw RunFailure(.twinFails(error, step.range)) }
      for source in step.operation.otherTable?.table.sources ?? [] where !sources.contains(source) {
        sources.append(source)
      }
    }
    var result = twinTable.table
    // Where figures come from is not part of the calculation.
    result.sources = sources
    return result
  }

  /// In a run of its own: the lines of the ledger are the first calculation's.
  private func byEngine(_ step: PlanStep, on table: Table, _ run: PlanRun) throws(RunFailure) -> Table {
    var (alone, aside) = (step, run)
    alone.continues = false
    return try Engine().run([alone], on: table, &aside)
  }

  package func value(of expression: TypedExpression) throws(RunFailure) -> Value? {
    do { return try Twin.value(of: expression) } catch let gap as NoSecondCalculation {
      gaps.note(gap)
      return nil
    } catch { throw RunFailure(.twinFails(error, expression.range)) }
  }
}

extension Diagnostic {
  fileprivate static func twinFails(_ error: any Error, _ range: SourceRange) -> Diagnostic {
    let codes = (error as? TwinFailure)?.codes.sorted().map(\.rawValue).joined(separator: ", ") ?? "\(error)"
    return Diagnostic(.secondCalculation, "the second calculation failed: \(codes)", at: range, kind: .data)
  }
}

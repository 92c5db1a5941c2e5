package import StetColumns
package import StetDiagnostics
package import StetEngine
import StetKit
import StetTwin

/// Calculates one row at a time, with nothing of the engine's operators.
package struct TwinCalculation: Calculation {
  package init() {}

  package func run(_ step: PlanStep, on table: Table) throws(RunFailure) -> Table? {
    switch step.operation {
    // They describe a table or a run, or write; none makes a figure.
    case .describe, .ledger, .why, .output: return nil
    // The first calculation has already judged the rows that the join before left unmatched.
    case .expect(.allMatched): return table
    case .filter, .project, .sort, .take, .top, .sample, .group, .distinct, .join, .joinNearest, .append, .pivot,
      .unpivot,
      .complete, .fillDown, .lump, .recode, .expect:
      break
    }
    do {
      var twin = Twin()
      return try twin.run(step, on: TwinTable(table)).table
    } catch { throw RunFailure(.twinFails(error, step.range)) }
  }

  package func value(of expression: TypedExpression) throws(RunFailure) -> Value {
    do { return try Twin.value(of: expression) } catch { throw RunFailure(.twinFails(error, expression.range)) }
  }
}

extension Diagnostic {
  fileprivate static func twinFails(_ error: any Error, _ range: SourceRange) -> Diagnostic {
    let codes = (error as? TwinFailure)?.codes.sorted().map(\.rawValue).joined(separator: ", ") ?? "\(error)"
    return Diagnostic(.secondCalculation, "the second calculation fails: \(codes)", at: range, kind: .data)
  }
}

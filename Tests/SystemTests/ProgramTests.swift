import Foundation
import StetSystem
import Testing

@Test("A program that is run gives its exit status; one that is killed or missing is told apart")
func programs() {
  let path = ["PATH=\(environment("PATH") ?? "/usr/bin:/bin")"]
  #expect(runProgram(["sh", "-c", "exit 7"], variables: path) == 7)
  #expect(runProgram(["sh", "-c", "kill -9 $$"], variables: path) == -1)
  #expect(runProgram(["no-program-of-this-name"], variables: path) == nil)
  #expect(runProgram(["sh", "-c", "test \"$GIVEN\" = x && test -z \"$HOME\""], variables: path + ["GIVEN=x"]) == 0)
  #expect(runProgram(["sh", "-c", "echo nobody sees this"], variables: path, isSilent: true) == 0)
}

@Test("A signal calls its handler and ends a wait for input; what is read afterwards is whole")
func signals() async {
  await #expect(processExitsWith: .exitCode(0)) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0, dup2(ends[0], STDIN_FILENO) == STDIN_FILENO else { exit(1) }
    // Threads of libdispatch, on which tests run, block signals; one to the process would be for any thread that does not.
    var interrupt = sigset_t()
    guard sigemptyset(&interrupt) == 0, sigaddset(&interrupt, SIGINT) == 0,
      pthread_sigmask(SIG_UNBLOCK, &interrupt, nil) == 0
    else { exit(1) }
    let (writing, waiting) = (ends[1], pthread_self())
    onSignal(.interrupt) { _ in _ = write(STDERR_FILENO, "seen", 4) }
    Thread.detachNewThread {
      usleep(100_000)
      pthread_kill(waiting, SIGINT)
      usleep(100_000)
      write(writing, "abc", 3)
    }
    guard !Descriptor.standardInput.waitForInput(), Descriptor.standardInput.waitForInput() else { exit(2) }
    var buffer = [UInt8](repeating: 0, count: 8)
    let count = try? Descriptor.standardInput.read(into: &buffer)
    exit(count == 3 && buffer.starts(with: "abc".utf8) ? 0 : 3)
  }
}

@Test("The functions of the C library are the ones their names say")
func mathematics() {
  #expect(Double.pow(2, 10) == 1024 && abs(Double.cubeRoot(27) - 3) < 1e-15 && Double.hypot(3, 4) == 5)
  #expect(Double.exp(0) == 1 && Double.log(1) == 0 && Double.log10(1000) == 3)
  #expect(abs(Double.log(Double.exp(3)) - 3) < 1e-15 && Double.log(onePlus: 1e-20) == 1e-20)
  #expect(Double.sin(0) == 0 && Double.cos(0) == 1 && Double.atan2(y: 1, x: 0) == .pi / 2)
}

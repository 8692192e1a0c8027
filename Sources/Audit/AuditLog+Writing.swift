import Dispatch
import Foundation
import Locking

extension AuditLog {
    /// Between two attempts to write, and between writing and waiting for the disk.
    private static let pause = DispatchTimeInterval.seconds(1)

    private enum Outcome {
        case nothingLeft
        case wrote(lost: Int)
        case failed(AuditError)
    }

    /// Writes what waits, and sees to what is left to do later.
    func drain() {
        write()
        let (isFailing, isSynchronizationNeeded) = state.withLock { state in
            let isFailing = state.failure != nil && !state.isClosed
            state.isDrainScheduled = state.isDrainScheduled || isFailing
            defer { state.isSynchronizationScheduled = true }
            return (isFailing, !state.isSynchronizationScheduled)
        }
        // Weakly: what is left for later must not keep a log open that nobody has any more.
        if isFailing {
            queue.asyncAfter(deadline: .now() + Self.pause) { [weak self] in self?.drain() }
        }
        if isSynchronizationNeeded {
            queue.asyncAfter(deadline: .now() + Self.pause) { [weak self] in
                self?.state.withLock { $0.isSynchronizationScheduled = false }
                self?.synchronize()
            }
        }
    }

    /// Writes until nothing waits or writing fails.
    func write() {
        while true {
            switch writer.withLock({ writeOnce(&$0) }) {
            case .nothingLeft: return
            case .wrote(let lost):
                settle(nil)
                if lost > 0 { onEvent(.recordsLost(lost)) }
            case .failed(let error): return settle(error)
            }
        }
    }

    /// Waits for the disk.
    func synchronize() {
        let failure = writer.withLock { writer -> AuditError? in
            do throws(AuditError) {
                try writer?.synchronize()
                return nil
            } catch {
                return error
            }
        }
        if let failure { settle(failure) }
    }

    private func writeOnce(_ writer: inout AuditWriter?) -> Outcome {
        let (waiting, lost, lastLoss) = state.withLock { state in
            let isIdle = state.waiting.isEmpty && state.lost == 0
            // In the same breath: a record that comes after this look asks for a drain of its own.
            if isIdle || writer == nil { state.isDrainScheduled = false }
            return (state.waiting, state.lost, state.lastLoss)
        }
        guard writer != nil, !waiting.isEmpty || lost > 0 else { return .nothingLeft }
        let loss = lost > 0 ? [PendingRecord.lost(lost, at: lastLoss)] : []
        guard let (written, failure) = writer?.append(waiting + loss) else { return .nothingLeft }
        let isLossTold = written > waiting.count
        let head = writer?.head
        state.withLock { state in
            state.waiting.removeFirst(min(written, waiting.count))
            if isLossTold { state.lost -= lost }
            if let head { state.head = head }
        }
        if let failure { return .failed(failure) }
        if let notRemoved = writer?.takeRemovalFailure() { onEvent(.notRemoved(notRemoved)) }
        return .wrote(lost: isLossTold ? lost : 0)
    }

    /// Notes whether writing works, and tells where that has changed.
    private func settle(_ failure: AuditError?) {
        let wasFailing = state.withLock { state in
            defer {
                state.failure = failure
                state.lastError = failure ?? state.lastError
            }
            return state.failure != nil
        }
        if let failure, !wasFailing { onEvent(.writingFailed(failure)) }
        if failure == nil, wasFailing { onEvent(.writingResumed) }
    }
}

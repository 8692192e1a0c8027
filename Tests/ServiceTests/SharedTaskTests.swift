import Service
import Testing

@Suite struct SharedTaskTests {
    private struct Failure: Error, Equatable {}

    @Test func givesTheOutcomeToAllAlsoToThoseWhoComeLater() async throws {
        let task = SharedTask<Int>()
        let early = try #require(task.join())
        let late = try #require(task.join())
        let waiting = Task { try await task.value(for: early) }
        task.start { task.finish(.success(5)) }
        #expect(try await waiting.value == 5)
        #expect(try await task.value(for: late) == 5)
    }

    @Test func givesTheErrorToAll() async throws {
        let task = SharedTask<Int>()
        let members = [try #require(task.join()), try #require(task.join())]
        task.start { task.finish(.failure(Failure())) }
        for member in members {
            await #expect(throws: Failure()) { try await task.value(for: member) }
        }
    }

    @Test func goesOnWhileOneStillWaits() async throws {
        let task = SharedTask<Int>()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let members = [try #require(task.join()), try #require(task.join())]
        let tasks = members.map { member in Task { try await task.value(for: member) } }
        task.start {
            for await _ in gate { break }
            task.finish(Task.isCancelled ? .failure(Failure()) : .success(5))
        }
        tasks[0].cancel()
        await #expect(throws: CancellationError.self) { try await tasks[0].value }
        open.yield()
        #expect(try await tasks[1].value == 5)
    }

    @Test func isCancelledWithTheLastOneAndTakesNobodyMore() async throws {
        let task = SharedTask<Int>()
        let (ended, end) = AsyncStream<Bool>.makeStream()
        let (gate, keptOpen) = AsyncStream<Void>.makeStream()
        let member = try #require(task.join())
        task.start {
            // Ends when the task is cancelled, for nothing ever comes.
            for await _ in gate {}
            end.yield(Task.isCancelled)
        }
        let waiting = Task { try await task.value(for: member) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        for await wasCancelled in ended {
            #expect(wasCancelled)
            break
        }
        #expect(task.join() == nil)
        keptOpen.finish()
    }
}

@Suite struct BoundedCacheTests {
    @Test func theLeastRecentlyUsedGoesFirst() {
        var cache = BoundedCache<String, Int>(count: 2, cost: 100)
        cache.insert(1, for: "a", cost: 1)
        cache.insert(2, for: "b", cost: 1)
        #expect(cache.value(for: "a") == 1)
        cache.insert(3, for: "c", cost: 1)
        #expect(cache.value(for: "b") == nil)
        #expect(cache.value(for: "a") == 1 && cache.value(for: "c") == 3)
    }

    @Test func costsAreBoundedTogether() {
        var cache = BoundedCache<String, Int>(count: 10, cost: 10)
        cache.insert(1, for: "a", cost: 6)
        cache.insert(2, for: "b", cost: 5)
        #expect(cache.value(for: "a") == nil && cache.value(for: "b") == 2)
        cache.insert(3, for: "c", cost: 11)
        #expect(cache.value(for: "c") == nil && cache.count == 1)
        // A new value of a key takes the place of the old one, cost and all.
        cache.insert(4, for: "b", cost: 10)
        #expect(cache.value(for: "b") == 4 && cache.count == 1)
    }
}

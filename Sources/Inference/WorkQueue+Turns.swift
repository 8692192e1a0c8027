extension WorkQueue {
    /// What a thread that has become free does: the oldest job, or the batch that the oldest job belongs to; nil when
    /// nothing waits.
    ///
    /// What waits of a lane is shared out: a batch holds at most one worker's share. A thread never waits for a batch to
    /// fill. Where its share is greater than what is prepared, it prepares the next one meanwhile, as long as that takes
    /// less time than computing an item, and no oftener for one batch than the greatest batch has items.
    public mutating func next(now: Instant) -> Turn? {
        guard let oldest = entries.first else { return nil }
        guard oldest.deadline > now else { return .expire(takeExpired(stage: nil, now: now)) }
        switch oldest.stage {
        case .alone:
            bytes -= oldest.bytes
            return .compute(take(at: 0).ticket)
        case .preparation(let lane):
            return prepare(at: 0, for: lane)
        case .item(let lane):
            let expired = takeExpired(stage: .item(lane), now: now)
            guard expired.isEmpty else { return .expire(expired) }
            if let index = preparationToGoFirst(in: lane, now: now) {
                overtaken[lane, default: 0] += 1
                return prepare(at: index, for: lane)
            }
            return .batch(takeBatch(of: lane), lane)
        }
    }

    /// The items that wait in a lane or will after their preparation, divided among the workers.
    private func share(of lane: Lane) -> Int {
        let all = waiting[.item(lane), default: 0] + waiting[.preparation(lane), default: 0]
        return min(limits.batch, (all + limits.workers - 1) / limits.workers)
    }

    private func preparationToGoFirst(in lane: Lane, now: Instant) -> Int? {
        guard waiting[.item(lane), default: 0] < share(of: lane),
            overtaken[lane, default: 0] < limits.batch,
            typicalDuration(of: .preparation(lane)) < typicalDuration(of: .item(lane))
        else { return nil }
        return entries.firstIndex { $0.stage == .preparation(lane) && $0.deadline > now }
    }

    private mutating func prepare(at index: Int, for lane: Lane) -> Turn {
        let entry = take(at: index)
        preparing[entry.ticket] = entry
        return .prepare(entry.ticket, lane)
    }

    private mutating func takeBatch(of lane: Lane) -> [Ticket] {
        let size = share(of: lane)
        overtaken[lane] = nil
        var tickets: [Ticket] = []
        var index = 0
        while tickets.count < size, index < entries.count {
            if entries[index].stage == .item(lane) {
                let entry = take(at: index)
                bytes -= entry.bytes
                tickets.append(entry.ticket)
            } else {
                index += 1
            }
        }
        return tickets
    }

    /// Takes out what has waited past its deadline, of one stage or, where that is nil, of all.
    private mutating func takeExpired(stage: Stage?, now: Instant) -> [Ticket] {
        var tickets: [Ticket] = []
        for index in entries.indices.reversed()
        where entries[index].deadline <= now && (stage == nil || entries[index].stage == stage) {
            let entry = take(at: index)
            bytes -= entry.bytes
            tickets.append(entry.ticket)
        }
        return tickets.reversed()
    }
}

/// The Linux calls that Swift's Glibc module does not carry: epoll, accept4, and one send of two buffers.
/// Every function returns a negative errno value on failure.
#ifndef CEPOLL_H
#define CEPOLL_H

#include <stddef.h>
#include <stdint.h>

/// Readiness and interest bits, equal to EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP and EPOLLRDHUP.
enum {
    cepoll_readable = 0x001,
    cepoll_writable = 0x004,
    cepoll_error = 0x008,
    cepoll_hang_up = 0x010,
    cepoll_peer_closed = 0x2000,
};

/// One ready descriptor: the token it was added with, and what it is ready for.
struct cepoll_event {
    uint64_t token;
    uint32_t readiness;
};

/// Makes an epoll set; returns its descriptor.
int cepoll_create(void);

/// Adds a descriptor to the set (level-triggered).
int cepoll_add(int set, int descriptor, uint32_t interest, uint64_t token);

/// Changes what a descriptor of the set is watched for.
int cepoll_modify(int set, int descriptor, uint32_t interest, uint64_t token);

/// Takes a descriptor out of the set.
int cepoll_remove(int set, int descriptor);

/// Fills `events` with what is ready now, never waits; returns how many there are.
int cepoll_poll(int set, struct cepoll_event *events, int capacity);

/// Accepts one connection, non-blocking and close-on-exec; returns its descriptor.
/// `address` receives the peer's numeric address; an IPv4 address mapped into IPv6 is written as IPv4.
int cepoll_accept(int listener, char *address, size_t capacity);

/// Sends `head` followed by `body` in one call that raises no SIGPIPE; returns how many bytes were taken.
long cepoll_send(int descriptor, const void *head, size_t head_count, const void *body, size_t body_count);

/// Bytes that were sent and that the peer has not acknowledged yet.
int cepoll_unacknowledged(int descriptor);

#endif

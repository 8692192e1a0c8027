#define _GNU_SOURCE
#include "CEpoll.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

_Static_assert(cepoll_readable == EPOLLIN && cepoll_writable == EPOLLOUT, "epoll bits");
_Static_assert(cepoll_error == EPOLLERR && cepoll_hang_up == EPOLLHUP, "epoll bits");
_Static_assert(cepoll_peer_closed == EPOLLRDHUP, "epoll bits");

enum { events_a_poll = 128 };

static int control(int set, int operation, int descriptor, uint32_t interest, uint64_t token) {
    struct epoll_event event = {.events = interest, .data.u64 = token};
    return epoll_ctl(set, operation, descriptor, &event) == 0 ? 0 : -errno;
}

int cepoll_create(void) {
    int set = epoll_create1(EPOLL_CLOEXEC);
    return set >= 0 ? set : -errno;
}

int cepoll_add(int set, int descriptor, uint32_t interest, uint64_t token) {
    return control(set, EPOLL_CTL_ADD, descriptor, interest, token);
}

int cepoll_modify(int set, int descriptor, uint32_t interest, uint64_t token) {
    return control(set, EPOLL_CTL_MOD, descriptor, interest, token);
}

int cepoll_remove(int set, int descriptor) {
    return control(set, EPOLL_CTL_DEL, descriptor, 0, 0);
}

int cepoll_poll(int set, struct cepoll_event *events, int capacity) {
    struct epoll_event ready[events_a_poll];
    int count = epoll_wait(set, ready, capacity < events_a_poll ? capacity : events_a_poll, 0);
    if (count < 0) return -errno;
    for (int index = 0; index < count; index++) {
        events[index].token = ready[index].data.u64;
        events[index].readiness = ready[index].events;
    }
    return count;
}

static void describe(const struct sockaddr_storage *peer, char *address, size_t capacity) {
    const char *text = NULL;
    if (peer->ss_family == AF_INET) {
        text = inet_ntop(AF_INET, &((const struct sockaddr_in *)peer)->sin_addr, address, capacity);
    } else if (peer->ss_family == AF_INET6) {
        const struct in6_addr *inner = &((const struct sockaddr_in6 *)peer)->sin6_addr;
        if (IN6_IS_ADDR_V4MAPPED(inner)) {
            text = inet_ntop(AF_INET, &inner->s6_addr[12], address, capacity);
        } else {
            text = inet_ntop(AF_INET6, inner, address, capacity);
        }
    }
    if (text == NULL && capacity > 0) address[0] = '\0';
}

int cepoll_accept(int listener, char *address, size_t capacity) {
    struct sockaddr_storage peer;
    socklen_t length = sizeof peer;
    memset(&peer, 0, sizeof peer);
    int descriptor = accept4(listener, (struct sockaddr *)&peer, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0) return -errno;
    describe(&peer, address, capacity);
    return descriptor;
}

long cepoll_send(int descriptor, const void *head, size_t head_count, const void *body, size_t body_count) {
    struct iovec parts[2] = {
        {.iov_base = (void *)head, .iov_len = head_count},
        {.iov_base = (void *)body, .iov_len = body_count},
    };
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    ssize_t count = sendmsg(descriptor, &message, MSG_NOSIGNAL);
    return count >= 0 ? (long)count : -(long)errno;
}

int cepoll_unacknowledged(int descriptor) {
    int count = 0;
    return ioctl(descriptor, SIOCOUTQ, &count) == 0 ? count : -errno;
}

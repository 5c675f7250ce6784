// What debuggers at a distance say to a realm and hear from it: two queues between its thread and that of the
// server, which is Python's (naja/ext/inspector).
#include <sys/eventfd.h>
#include <unistd.h>
#include <uv.h>

#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>

#include "inspector.h"

namespace naja {

struct Remote::State {
  std::mutex mutex;
  std::condition_variable came;
  std::deque<Message> incoming, outgoing;
  int wake_server = -1;
  uv_async_t* door = nullptr;
  v8::Isolate* isolate = nullptr;  // NULL: closed
  void (*drain)(void* data) = nullptr;
  void* data = nullptr;
  bool asked = false;  // an interrupt is on its way
};

namespace {

std::mutex all_mutex;
std::map<uint32_t, std::shared_ptr<void>>& All() {
  static auto* all = new std::map<uint32_t, std::shared_ptr<void>>;
  return *all;
}
uint32_t last_id = 0;

std::shared_ptr<void> Find(uint32_t id) {
  std::lock_guard lock(all_mutex);
  auto found = All().find(id);
  return found == All().end() ? nullptr : found->second;
}

}  // namespace

Remote* Remote::Open(Realm* realm, void (*drain)(void* data), void* data) {
  auto state = std::make_shared<State>();
  state->wake_server = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (state->wake_server < 0) return nullptr;
  state->isolate = realm->isolate;
  state->drain = drain;
  state->data = data;
  state->door = new uv_async_t;
  uv_async_init(realm->loop, state->door, [](uv_async_t* door) {
    auto* state = static_cast<State*>(door->data);
    state->drain(state->data);
  });
  state->door->data = state.get();
  uv_unref(reinterpret_cast<uv_handle_t*>(state->door));
  auto* remote = new Remote;
  remote->state_ = state.get();
  std::lock_guard lock(all_mutex);
  remote->id_ = ++last_id;
  All()[remote->id_] = state;
  return remote;
}

void Remote::Close() {
  {
    std::lock_guard lock(state_->mutex);
    state_->isolate = nullptr;
    uv_close(reinterpret_cast<uv_handle_t*>(state_->door),
             [](uv_handle_t* door) { delete reinterpret_cast<uv_async_t*>(door); });
    state_->door = nullptr;
  }
  state_->came.notify_all();
}

bool Remote::Next(Message* message, bool wait) {
  std::unique_lock lock(state_->mutex);
  if (wait) state_->came.wait(lock, [this] { return !state_->incoming.empty() || !state_->isolate; });
  if (state_->incoming.empty() || !state_->isolate) return false;
  *message = std::move(state_->incoming.front());
  state_->incoming.pop_front();
  return true;
}

void Remote::Send(int session, std::string text) {
  {
    std::lock_guard lock(state_->mutex);
    state_->outgoing.push_back({session, kMessage, std::move(text)});
  }
  uint64_t one = 1;
  ssize_t written = write(state_->wake_server, &one, sizeof(one));
  (void)written;
}

bool Remote::Post(uint32_t id, Message message) {
  auto kept = Find(id);
  auto* state = static_cast<State*>(kept.get());
  if (!state) return false;
  std::lock_guard lock(state->mutex);
  if (!state->isolate) return false;
  state->incoming.push_back(std::move(message));
  state->came.notify_all();
  uv_async_send(state->door);
  if (!state->asked) {
    state->asked = true;
    state->isolate->RequestInterrupt(
        [](v8::Isolate*, void* raw) {
          auto* state = static_cast<State*>(raw);
          {
            std::lock_guard lock(state->mutex);
            state->asked = false;
            if (!state->isolate) return;
          }
          state->drain(state->data);
        },
        state);
  }
  return true;
}

bool Remote::Take(uint32_t id, Message* message) {
  auto kept = Find(id);
  auto* state = static_cast<State*>(kept.get());
  if (!state) return false;
  std::lock_guard lock(state->mutex);
  if (state->outgoing.empty()) return false;
  *message = std::move(state->outgoing.front());
  state->outgoing.pop_front();
  return true;
}

int Remote::Descriptor(uint32_t id) {
  auto kept = Find(id);
  return kept ? static_cast<State*>(kept.get())->wake_server : -1;
}

}  // namespace naja

using naja::Remote;

bool naja_remote_post(uint32_t id, int session, int kind, const char* text, size_t length) {
  return Remote::Post(id, {session, static_cast<Remote::Kind>(kind), std::string(text, length)});
}

char* naja_remote_take(uint32_t id, int* session, size_t* length) {
  Remote::Message message;
  if (!Remote::Take(id, &message)) return nullptr;
  *session = message.session;
  *length = message.text.size();
  auto* copy = static_cast<char*>(malloc(message.text.size() + 1));
  memcpy(copy, message.text.c_str(), message.text.size() + 1);
  return copy;
}

void naja_remote_free(char* text) { free(text); }

int naja_remote_descriptor(uint32_t id) { return Remote::Descriptor(id); }

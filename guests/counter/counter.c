#include "counter.h"

#define VALUES_PER_LINE 1000

static struct record durable, draft;
static bool on_disk, serves;

void counter_start(bool has_disk) {
    on_disk = has_disk;
    serves = !has_disk || record_load(&draft);
    durable = draft;
    if (!has_disk) {
        print("warning: no virtio disk: the value lives as long as this machine\n");
    } else if (!serves) {
        print("warning: increments are not served\n");
    } else {
        print("counter: value %u read, %u clients\n", draft.value, (uint64_t)draft.clients);
    }
}

bool counter_serves(void) { return serves; }
bool counter_durable(void) { return on_disk && serves; }
uint64_t counter_value(void) { return durable.value; }
uint64_t counter_clients(void) { return durable.clients; }

static bool answer(const struct request *request, struct reply *reply, uint32_t magic, uint64_t value) {
    *reply = (struct reply){magic, request->client, request->number, value};
    return true;
}

bool counter_plain(const struct request *request, struct reply *reply) {
    return answer(request, reply, PLAIN, ++draft.value);
}

static struct client_entry *entry_of(uint32_t client) {
    for (uint32_t i = 0; i < draft.clients; i++) {
        if (draft.entries[i].client == client) {
            return &draft.entries[i];
        }
    }
    return NULL;
}

/* All answers wait for the commit: a repeated one may repeat a value that is still in the draft. */
bool counter_idempotent(const struct request *request, struct reply *reply) {
    struct client_entry *entry = entry_of(request->client);
    if (entry == NULL) {
        if (draft.clients == CLIENTS_MAX) {
            return answer(request, reply, REFUSED_FULL, CLIENTS_MAX);
        }
        entry = &draft.entries[draft.clients++];
        *entry = (struct client_entry){request->client, 0, request->number, ++draft.value};
    } else if (request->number > entry->sequence) {
        entry->sequence = request->number;
        entry->value = ++draft.value;
    } else if (request->number < entry->sequence) {
        return answer(request, reply, REFUSED_OLD, entry->sequence);
    }
    return answer(request, reply, IDEMPOTENT, entry->value);
}

bool counter_commit(void) {
    if (draft.value == durable.value) {
        return true;
    }
    if (on_disk && !record_store(&draft)) {
        print("warning: the disk refused value %u: not answered, back at %u\n", draft.value, durable.value);
        draft = durable;
        return false;
    }
    if (draft.value / VALUES_PER_LINE != durable.value / VALUES_PER_LINE) {
        print("counter: value %u\n", draft.value);
    }
    size_t used = offsetof(struct record, entries) + draft.clients * sizeof(struct client_entry);
    memcpy(&durable, &draft, used);
    return true;
}

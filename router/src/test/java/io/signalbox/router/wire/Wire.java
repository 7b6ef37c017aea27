package io.signalbox.router.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import org.msgpack.jackson.dataformat.MessagePackFactory;

/** A serializer as a client sees it: the subprotocol that it asks for, and a library that is not ours. */
enum Wire {
    JSON("wamp.2.json", new ObjectMapper()),
    MSGPACK("wamp.2.msgpack", new ObjectMapper(new MessagePackFactory())),
    CBOR("wamp.2.cbor", new ObjectMapper(new CBORFactory()));

    final String subprotocol;
    final ObjectMapper mapper;

    Wire(String subprotocol, ObjectMapper mapper) {
        this.subprotocol = subprotocol;
        this.mapper = mapper;
    }
}

package io.signalbox.router.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.BeforeEach;

/** Payloads that the router cannot look into, sent by a client that announces them and by one that does not. */
abstract class OpaquePayloadTest extends WireTest {
    private static final byte[] SECRET = {1, 2, 3};

    private final String realm;
    RawWampClient able;
    RawWampClient plain;

    OpaquePayloadTest(String realm) {
        this.realm = realm;
    }

    /** The roles of HELLO. */
    abstract String roles(boolean announced);

    /** Adds the payload to a message. */
    abstract void add(JsonNode secret, ArrayNode message);

    @BeforeEach
    void join_one_that_announces_it_and_one_that_does_not() {
        able = announcing(true, wire);
        plain = announcing(false, wire);
    }

    RawWampClient announcing(boolean announced, Wire format) {
        RawWampClient client = connect(format);
        client.asks("[1, '%s', {'roles': %s}]".formatted(realm, roles(announced)), "[2, '*', '*']");
        return client;
    }

    /** A message with the secret for its payload, as bytes of the client's own format. */
    JsonNode withSecret(String template, Wire format) {
        ArrayNode message = (ArrayNode) Template.parse(template);
        add(format == Wire.JSON ? TextNode.valueOf("\0AQID") : BinaryNode.valueOf(SECRET), message);
        return message;
    }

    JsonNode withSecret(String template) {
        return withSecret(template, wire);
    }

    /** The secret as {@link RawWampClient} shows it. */
    String shownSecret() {
        return wire == Wire.JSON ? "'\\u0000AQID'" : "'AQID'";
    }
}

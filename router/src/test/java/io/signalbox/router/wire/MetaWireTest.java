package io.signalbox.router.wire;

/** A test of the meta API, in a realm whose role may call all of it. */
abstract class MetaWireTest extends WireTest {

    /** A client with the id of its session. */
    record Member(RawWampClient client, long id) {

        /** Calls, and returns nothing: the answer must match. */
        void calls(String procedure, String arguments, String answer) {
            client.asks("[48, 900, {}, '%s', %s]".formatted(procedure, arguments), answer);
        }

        void gets(String procedure, String arguments, String result) {
            calls(procedure, arguments, "[50, 900, {}, %s]".formatted(result));
        }

        void fails(String procedure, String arguments, String error) {
            calls(procedure, arguments, "[8, 48, 900, {}, '%s', ['*']]".formatted(error));
        }

        /** Subscribes to a topic of the meta API. */
        Member hears(String topic) {
            subscribe(client, topic, "{}");
            return this;
        }

        void isTold(String arguments) {
            client.receives("[36, '*', '*', {}, %s]".formatted(arguments));
        }
    }

    Member member() {
        return member("administered");
    }

    Member member(String realm) {
        RawWampClient client = connect();
        return new Member(client, client.hello(realm).get(1).longValue());
    }

    static void leaves(Member member) {
        member.client().asks("[6, {}, 'wamp.close.close_realm']", "[6, {}, 'wamp.close.goodbye_and_out']");
    }
}

import io.signalbox.client.WampClient;
import io.signalbox.client.WampSession;

/** Calls by the client of this project. */
public final class SignalboxCalls {
    private SignalboxCalls() {}

    public static void main(String[] arguments) throws Exception {
        WampSession callee = WampClient.builder(arguments[0], arguments[1]).build().connect();
        callee.register(CallLoad.PROCEDURE, call -> call.arg(0, Integer.class) + call.arg(1, Integer.class));
        WampSession caller = WampClient.builder(arguments[0], arguments[1]).build().connect();
        CallLoad.run(
                "signalbox-client",
                (first, second) -> caller.callAsync(CallLoad.PROCEDURE, first, second)
                        .thenApply(result -> result.as(Integer.class)),
                arguments);
    }
}

package io.signalbox.gateway.mediation;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.CallResult;
import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.transport.websocket.CloseCode;
import io.signalbox.transport.websocket.CloseFrame;
import java.util.Optional;

/** Decision of a procedure on a message or a fault. */
sealed interface Verdict {
    Verdict FORWARD = new Forward();
    Verdict DROP = new Drop();

    /** The message goes on as it is. */
    record Forward() implements Verdict {}

    /** Another message goes on. */
    record Replace(WebSocketMessage message) implements Verdict {}

    record Drop() implements Verdict {}

    /** The message ends here, and another one returns to its sender. */
    record Reply(WebSocketMessage message) implements Verdict {}

    record Close(CloseFrame told) implements Verdict {}

    /** The result has no meaning. */
    record Wrong(String why) implements Verdict {}

    /**
     * Returns the verdict on a message.
     *
     * @param answersSender whether a result without an action returns to the sender, because there is no other side
     */
    static Verdict onMessage(CallResult result, ContentType type, boolean answersSender) {
        Optional<WebSocketMessage> data = Optional.of(result.args().path(0))
                .filter(value -> !value.isMissingNode() && !value.isNull())
                .map(type::message);
        if (!hasAction(result)) {
            return data.<Verdict>map(message -> answersSender ? new Reply(message) : new Replace(message))
                    .orElse(FORWARD);
        }
        return switch (result.kwargs().path("action").asText()) {
            case "replace" -> data.<Verdict>map(Replace::new).orElseGet(() -> withoutData("replace"));
            case "reply" -> data.<Verdict>map(Reply::new).orElseGet(() -> withoutData("reply"));
            default -> onFault(result);
        };
    }

    static boolean hasAction(CallResult result) {
        return result.kwargs().hasNonNull("action");
    }

    /** Returns the verdict on a fault. A result without an action is {@link Wrong}. */
    static Verdict onFault(CallResult result) {
        JsonNode kwargs = result.kwargs();
        String action = kwargs.path("action").asText();
        return switch (action) {
            case "forward" -> FORWARD;
            case "drop" -> DROP;
            case "close" -> close(kwargs);
            default -> new Wrong("the action '" + action + "' is not known");
        };
    }

    private static Verdict close(JsonNode kwargs) {
        JsonNode code = kwargs.path("code");
        int number = code.isMissingNode() ? CloseCode.NORMAL : code.asInt();
        if (!CloseCode.mayTravel(number)) {
            return new Wrong("no CLOSE may carry the code " + code.asText());
        }
        return new Close(CloseFrame.shortened(number, kwargs.path("reason").asText()));
    }

    private static Verdict withoutData(String action) {
        return new Wrong("the action '" + action + "' has no data as its first argument");
    }
}

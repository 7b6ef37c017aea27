package io.signalbox.router.link;

import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Procedure;
import java.util.List;
import java.util.concurrent.Executor;

/** Procedure {@code signalbox.link.list}: returns the status of each link of the realm in which it is called. Without arguments. */
public final class LinkManagement {
    public static final String LIST = "signalbox.link.list";

    private LinkManagement() {}

    /**
     * Returns the procedure.
     *
     * @param workers compose the answer, which waits for no lock for long
     */
    public static Procedure list(List<RouterLink> links, Executor workers) {
        return (caller, arguments) -> Answer.composed(
                workers, () -> links.stream().map(RouterLink::status).toList());
    }
}

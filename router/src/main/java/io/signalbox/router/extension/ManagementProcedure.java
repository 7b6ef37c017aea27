package io.signalbox.router.extension;

import java.util.concurrent.CompletionStage;

/** Procedure {@code signalbox.*} of an extension, in a realm of the node. */
@FunctionalInterface
public interface ManagementProcedure {

    /**
     * Carries out a call. Called on a virtual thread, for one call of the realm at a time in the order of the calls. The result may
     * follow later, so that it does not hold the next call.
     *
     * @return a tree of strings, numbers, booleans, lists and maps, or null
     * @throws io.signalbox.client.WampException is the error that the caller gets, as is a failure of the result
     */
    CompletionStage<Object> call(ManagementCall call);
}

package io.signalbox.router.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.WampException;
import io.signalbox.protocol.message.Payload;
import io.signalbox.router.extension.ManagedRealm;
import io.signalbox.router.extension.ManagementCall;
import io.signalbox.router.extension.ManagementProcedure;
import io.signalbox.router.realm.Realm;
import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Procedure;
import io.signalbox.router.session.ProcedureError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Registration of the procedures of extensions in the realms of a node. Stateless. */
final class ManagementAssembly {
    private ManagementAssembly() {}

    /** Returns the realms of a worker that have the item {@code management}. */
    static List<ManagedRealm> managed(List<RealmConfig> configs, List<Realm> realms) {
        List<ManagedRealm> managed = new ArrayList<>();
        for (int i = 0; i < configs.size(); i++) {
            RealmConfig config = configs.get(i);
            Realm realm = realms.get(i);
            config.management()
                    .ifPresent(item -> managed.add(
                            new ManagedRealm(config.name(), item, procedures -> register(realm, procedures))));
        }
        return managed;
    }

    private static void register(Realm realm, Map<String, ManagementProcedure> procedures) {
        OneByOne calls = new OneByOne();
        procedures.forEach((uri, procedure) -> realm.service().register(uri, Procedure.reading(arguments -> {
            ManagementCall call = new ManagementCall(List.copyOf(arguments.list()), arguments.keywords());
            return caller -> new Answer.Later(calls.run(procedure, call));
        })));
    }

    /** Calls of one realm, one after the other on virtual threads. Thread-safe. */
    private static final class OneByOne {
        private static final Executor THREADS =
                task -> Thread.ofVirtual().name("management").start(task);

        /** End of the last call. Guarded by this. */
        private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

        synchronized CompletableFuture<Payload> run(ManagementProcedure procedure, ManagementCall call) {
            CompletableFuture<CompletableFuture<Object>> called =
                    last.handleAsync((before, failure) -> procedure.call(call).toCompletableFuture(), THREADS);
            last = called;
            return called.thenCompose(result -> result).handle(OneByOne::answer);
        }

        private static Payload answer(Object result, Throwable failure) {
            if (failure == null) {
                return Answer.payload(result);
            }
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof WampException error) {
                JsonNode text = error.args().path(0);
                throw new CompletionException(new ProcedureError(error.uri(), text.asText()));
            }
            throw new CompletionException(cause);
        }
    }
}

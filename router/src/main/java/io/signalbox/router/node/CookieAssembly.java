package io.signalbox.router.node;

import io.signalbox.router.cookie.CookieFile;
import io.signalbox.router.cookie.CookieMethods;
import io.signalbox.router.cookie.CookieTable;
import io.signalbox.router.cookie.CookieTracker;
import io.signalbox.router.meta.CounterGroups;
import io.signalbox.router.session.Timers;
import io.signalbox.transport.websocket.ClientRecognition;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Factory of the recognition of clients by cookies, with the files of the cookies. */
final class CookieAssembly {
    private static final String COOKIES = "cookies";

    private final Timers timers;
    private final Executor workers;
    private final SecureRandom random = new SecureRandom();
    private final Map<Path, CookieTable> tables = new HashMap<>();
    private final List<Placed<CookieFile>> files = new ArrayList<>();
    private final List<Consumer<CounterGroups>> counted = new ArrayList<>();

    /** @param workers end the sessions of logins that are over */
    CookieAssembly(Timers timers, Executor workers) {
        this.timers = timers;
        this.workers = workers;
    }

    /** Returns the recognition of the clients of a path of a listener, with these methods. */
    ClientRecognition recognition(String listener, CookieConfig config, Set<String> methods) {
        CookieTracker tracker = new CookieTracker(
                config.attributes(), table(listener, config.store()), CookieMethods.haveLogin(methods), random);
        return (cookies, secure) -> {
            CookieTracker.Recognition found = tracker.recognize(cookies, secure);
            return new ClientRecognition.Recognized(
                    Optional.of(found.client()), found.setCookie(), found.otherCookies());
        };
    }

    private CookieTable table(String listener, CookieConfig.Store store) {
        CookieTable.Limits limits = new CookieTable.Limits(store.maxCookies(), store.maxBytes());
        return switch (store.type()) {
            case MEMORY -> counted(listener, new CookieTable(limits, timers, workers));
            // Paths that share a file share the limits of the first path.
            case FILE ->
                tables.computeIfAbsent(store.filename().orElseThrow(), path -> {
                    CookieFile file = new CookieFile(path, store.purgeOnStartup());
                    files.add(new Placed<>(file, store.filenamePlace()));
                    counted.add(groups ->
                            groups.add(COOKIES, path.toString(), () -> Map.of("fileFailures", file.failures())));
                    return counted(path.toString(), new CookieTable(limits, timers, workers, file));
                });
        };
    }

    /** @param store name of the table in the counters: a file or a listener */
    private CookieTable counted(String store, CookieTable table) {
        counted.add(groups -> groups.add(COOKIES, store, table.counters()::values));
        counted.add(groups -> groups.add(COOKIES, store, () -> Map.of("kept", (long) table.size())));
        return table;
    }

    /** Adds the counters of the tables. */
    void addTo(CounterGroups groups) {
        counted.forEach(table -> table.accept(groups));
    }

    /** Returns the files of the tables. They are started before the listeners. */
    List<Placed<CookieFile>> files() {
        return List.copyOf(files);
    }
}

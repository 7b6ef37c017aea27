package io.signalbox.router.auth;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Providers of authenticators on the class path. A provider that cannot be loaded is a defect, and leaves the others usable.
 * Immutable and thread-safe.
 *
 * @param byName the usable providers; of several providers with one name the first
 * @param defects why the other providers cannot be used, without the names of the others
 */
public record AuthenticatorProviders(Map<String, AuthenticatorProvider> byName, List<String> defects) {
    /** The search ends here, because a loader that always fails would not end. */
    private static final int MAX_DEFECTS = 100;

    /** Finds the providers with the class loader of the thread. */
    public static AuthenticatorProviders find() {
        Map<String, AuthenticatorProvider> usable = new LinkedHashMap<>();
        List<String> defects = new ArrayList<>();
        Iterator<AuthenticatorProvider> found =
                ServiceLoader.load(AuthenticatorProvider.class).iterator();
        while (defects.size() < MAX_DEFECTS) {
            try {
                if (!found.hasNext()) {
                    break;
                }
                AuthenticatorProvider provider = found.next();
                usable.putIfAbsent(provider.name(), provider);
            } catch (ServiceConfigurationError | RuntimeException | LinkageError defect) {
                defects.add(text(defect));
            }
        }
        return new AuthenticatorProviders(usable, List.copyOf(defects));
    }

    private static String text(Throwable defect) {
        String prefix = AuthenticatorProvider.class.getName() + ": ";
        String text = defect instanceof ServiceConfigurationError ? defect.getMessage() : defect.toString();
        String what = text.startsWith(prefix) ? text.substring(prefix.length()) : text;
        return defect.getCause() == null ? what : what + " (" + defect.getCause() + ")";
    }
}

package io.signalbox.router.node;

import io.signalbox.router.auth.RequestAuthSettings;
import java.util.Optional;

/**
 * The keys of an item of an extension by which its clients are authenticated.
 *
 * @param auth empty for an item that everybody may use
 * @param realm the realm of the item
 */
public record RequestAuthItem(
        Optional<RequestAuthSettings> auth, Optional<CookieConfig> cookie, Optional<String> realm) {}

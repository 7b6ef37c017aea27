package io.signalbox.router.config;

/**
 * The item {@code options} of a realm.
 *
 * @param encPayload whether payloads of the older form of payload passthru are taken
 */
public record RealmOptions(
        UriCheck uriCheck,
        RequestIdCheck requestIdCheck,
        DiscloseMe discloseMe,
        boolean encPayload,
        CallTimeoutConfig callTimeout,
        boolean enableMetaApi,
        RealmLimits limits) {

    public static final RealmOptions DEFAULTS = new RealmOptions(
            UriCheck.LOOSE,
            RequestIdCheck.OFF,
            DiscloseMe.ALLOW,
            false,
            CallTimeoutConfig.DEFAULTS,
            true,
            RealmLimits.DEFAULTS);

    /** Which URIs are valid (spec: URIs). */
    public enum UriCheck {
        LOOSE,
        STRICT
    }

    /** How request ids of clients are checked, beyond their range. */
    public enum RequestIdCheck {
        OFF,
        INCREASING,
        STRICT
    }

    /** What happens when a client asks to be disclosed. */
    public enum DiscloseMe {
        ALLOW,
        REFUSE
    }
}

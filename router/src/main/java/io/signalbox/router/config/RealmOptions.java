package io.signalbox.router.config;

/** The item {@code options} of a realm. */
public record RealmOptions(
        UriCheck uriCheck,
        RequestIdCheck requestIdCheck,
        DiscloseMe discloseMe,
        CallTimeoutConfig callTimeout,
        boolean enableMetaApi,
        RealmLimits limits) {

    public static final RealmOptions DEFAULTS = new RealmOptions(
            UriCheck.LOOSE,
            RequestIdCheck.OFF,
            DiscloseMe.ALLOW,
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

package io.signalbox.router.extension;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.RecordBinder;
import io.signalbox.router.schema.SchemaDefaults;
import io.signalbox.router.schema.SchemaDocument;
import io.signalbox.transport.tls.ConnectingTls;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import io.signalbox.transport.tls.TlsDefect;
import java.nio.file.Path;
import java.util.List;

/** Check of TLS to a server beyond the schema: reads the files. Stateless. */
public final class ConnectingTlsCheck {
    private ConnectingTlsCheck() {}

    /**
     * Refuses TLS whose files cannot be used, and warns of keys that need a client certificate.
     *
     * @param tls may be absent or refused
     * @param directory the directory of relative paths
     */
    public static void check(ConfigItem tls, SchemaDocument schema, Path directory) {
        tls.checkBoth("key", "certificate");
        if (!tls.isPresent()) {
            return;
        }
        for (String key : List.of("chain_certificates", "key_password")) {
            ConfigItem member = tls.member(key);
            if (!member.isEmpty() && tls.member("certificate").isAbsent()) {
                member.warnAtKey(
                        "'" + key + "' has no effect: there is no 'certificate'",
                        "add 'key' and 'certificate', or remove it");
            }
        }
        boolean arePaths = tls.member("ca_certificates").elements().stream().allMatch(file -> isPath(file, directory))
                && tls.member("chain_certificates").elements().stream().allMatch(file -> isPath(file, directory))
                && List.of(tls.member("key"), tls.member("certificate")).stream()
                        .allMatch(file -> file.isAbsent() || isPath(file, directory));
        if (!arePaths) {
            return;
        }
        JsonNode complete = tls.value().deepCopy();
        new SchemaDefaults(schema).complete(complete, schema.definition("backendTls"));
        try {
            ConnectingTls.read(new RecordBinder(directory, place -> null).bind(complete, ConnectingTlsSettings.class));
        } catch (TlsDefect defect) {
            ConfigItem member = defect.key().isEmpty() ? tls : tls.member(defect.key());
            (member.isPresent() ? member : tls).refuse(defect.problem(), defect.remedy());
        }
    }

    private static boolean isPath(ConfigItem file, Path directory) {
        return file.path(directory).isPresent();
    }
}

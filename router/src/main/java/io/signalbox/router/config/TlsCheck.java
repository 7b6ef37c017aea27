package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.RecordBinder;
import io.signalbox.router.schema.SchemaDefaults;
import io.signalbox.router.schema.SchemaDocument;
import io.signalbox.transport.tls.ListenerTls;
import io.signalbox.transport.tls.TlsDefect;
import io.signalbox.transport.tls.TlsSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the TLS of endpoints beyond the schema: which keys go together, and the files themselves. */
final class TlsCheck {
    private static final String DEFINITION = "tls";
    private static final Pattern SEGMENT = Pattern.compile("(\\w+)(?:\\[(\\d+)])?");

    private final SchemaDocument schema;
    private final Path directory;

    /** @param directory the directory of relative paths */
    TlsCheck(SchemaDocument schema, Path directory) {
        this.schema = schema;
        this.directory = directory;
    }

    void check(ConfigItem tls) {
        if (!tls.isWhole() || !isOneForm(tls)) {
            return;
        }
        ConfigItem client = tls.member("client_certificate");
        if (client.isPresent() && tls.member("ca_certificates").isEmpty()) {
            client.refuse(
                    "there is no authority that client certificates could be of",
                    "add 'ca_certificates' with the files of the authorities");
            return;
        }
        if (arePaths(tls)) {
            read(tls);
        }
    }

    /** Refuses the names of files that are no paths on this machine. */
    private boolean arePaths(ConfigItem tls) {
        List<ConfigItem> holders = new ArrayList<>(tls.member("certificates").elements());
        holders.add(tls);
        List<ConfigItem> files = new ArrayList<>(tls.member("ca_certificates").elements());
        for (ConfigItem holder : holders) {
            files.addAll(List.of(holder.member("key"), holder.member("certificate"), holder.member("keystore")));
            files.addAll(holder.member("chain_certificates").elements());
        }
        return files.stream()
                .filter(ConfigItem::isPresent)
                .filter(file -> file.path(directory).isEmpty())
                .toList()
                .isEmpty();
    }

    private static boolean isOneForm(ConfigItem tls) {
        boolean hasPem =
                tls.member("key").isPresent() || tls.member("certificate").isPresent();
        boolean hasStore = tls.member("keystore").isPresent();
        boolean hasList = !tls.member("certificates").isEmpty();
        String remedy = "write 'key' and 'certificate', or 'keystore', or 'certificates'";
        if (!hasPem && !hasStore && !hasList) {
            tls.refuse("names no certificate", remedy);
        } else if ((hasPem ? 1 : 0) + (hasStore ? 1 : 0) + (hasList ? 1 : 0) > 1) {
            tls.refuse("names its certificate in several ways", remedy);
        } else if (hasPem && !tls.member("key").isPresent()) {
            tls.refuse("has a 'certificate' without a 'key'", "add 'key' with the file of the private key");
        } else if (hasPem && !tls.member("certificate").isPresent()) {
            tls.refuse("has a 'key' without a 'certificate'", "add 'certificate' with the file of the certificate");
        } else {
            return true;
        }
        return false;
    }

    private void read(ConfigItem tls) {
        JsonNode complete = tls.value().deepCopy();
        new SchemaDefaults(schema).complete(complete, schema.definition(DEFINITION));
        TlsSettings settings = new RecordBinder(directory, place -> null).bind(complete, TlsSettings.class);
        try {
            ListenerTls.read(settings, Clock.systemUTC())
                    .warnings()
                    .forEach(warning -> tls.warn(warning.text(), warning.remedy()));
        } catch (TlsDefect defect) {
            item(tls, defect.key()).refuse(defect.problem(), defect.remedy());
        }
    }

    /** The item that a defect is about, such as {@code certificates[1].key}. */
    private static ConfigItem item(ConfigItem tls, String key) {
        ConfigItem item = tls;
        Matcher segments = SEGMENT.matcher(key);
        while (segments.find()) {
            ConfigItem member = item.member(segments.group(1));
            item = member.isAbsent() ? item : member;
            if (segments.group(2) != null) {
                item = item.elements().get(Integer.parseInt(segments.group(2)));
            }
        }
        return item;
    }
}

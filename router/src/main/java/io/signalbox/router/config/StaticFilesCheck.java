package io.signalbox.router.config;

import io.signalbox.router.document.PathCharset;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.document.UnbracedVariables;
import io.signalbox.router.schema.ConfigItem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Check of the directories of static files. Not thread-safe. */
final class StaticFilesCheck {
    private final Path directory;
    private final PathCharset pathCharset = PathCharset.ofLocale();
    private boolean toldOfCharset;

    /** @param directory the directory of relative paths */
    StaticFilesCheck(Path directory) {
        this.directory = directory;
    }

    void check(ConfigItem service) {
        ConfigItem item = service.member("directory");
        item.path(directory).ifPresent(path -> {
            if (isUsable(path, item)) {
                checkDefaultFile(path, service.member("options").member("default_file"));
            }
        });
    }

    private boolean isUsable(Path path, ConfigItem item) {
        if (Files.notExists(path)) {
            // A path with a variable without braces is certainly a mistake.
            if (UnbracedVariables.withBraces(item.text()).isPresent()) {
                item.refuse("the directory " + path + " does not exist", "correct the path");
                return false;
            }
            item.warn(
                    "the directory " + path + " does not exist, so there are no files until it does",
                    "create the directory, or correct the path");
            return false;
        }
        if (!Files.isDirectory(path)) {
            item.refuse(path + " is not a directory", "name the directory of the files");
            return false;
        }
        if (!Files.isReadable(path)) {
            item.refuse("the directory " + path + " is not readable", "change the permissions of the directory");
            return false;
        }
        if (!pathCharset.isUnicode() && !toldOfCharset) {
            toldOfCharset = true;
            item.warn(
                    "files whose names the character set of the locale, " + pathCharset.charset()
                            + ", cannot encode are not served",
                    PathCharset.REMEDY);
        }
        return true;
    }

    private static void checkDefaultFile(Path files, ConfigItem item) {
        Optional<Path> file = item.path(files);
        if (file.isEmpty()) {
            return;
        }
        String name = Quoted.text(item.text());
        if (!file.get().startsWith(files)) {
            item.refuse(name + " is not inside of the directory", "name a file of the directory");
        } else if (!Files.isRegularFile(file.get())) {
            item.warn("the directory has no file " + name, "add the file, or correct the name");
        }
    }
}

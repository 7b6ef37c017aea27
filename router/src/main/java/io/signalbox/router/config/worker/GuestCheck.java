package io.signalbox.router.config.worker;

import io.signalbox.router.process.Executable;
import io.signalbox.router.schema.ConfigItem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Check of guests: programs and directories of the machine, which are warnings because they may come to exist before the node
 * starts, and the delays of restarts. Not thread-safe.
 */
public final class GuestCheck {
    private final Path directory;
    private final Map<String, String> environment;

    /**
     * @param directory the directory of relative paths
     * @param environment the environment of the node, by name
     */
    public GuestCheck(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /** Checks a worker of type {@code guest}. */
    public void check(ConfigItem guest) {
        ConfigItem options = guest.member("options");
        RestartCheck.check(options.member("restart"));
        options.member("watch").member("directories").elements().forEach(this::checkDirectory);
        ConfigItem workdir = options.member("workdir");
        if (workdir.isRefused()) {
            return;
        }
        Optional<Path> path = workdir.isAbsent() ? Optional.of(directory) : workdir.path(directory);
        if (path.isPresent() && (workdir.isAbsent() || checkDirectory(workdir))) {
            checkExecutable(guest.member("executable"), path.get(), options.member("env"));
        }
    }

    /** Returns whether a directory exists. */
    private boolean checkDirectory(ConfigItem item) {
        Optional<Path> path = item.path(directory);
        if (path.isPresent() && !Files.isDirectory(path.get())) {
            item.warn("the directory " + path.get() + " does not exist", "create the directory, or correct the path");
            return false;
        }
        return path.isPresent();
    }

    private void checkExecutable(ConfigItem executable, Path workdir, ConfigItem env) {
        if (!executable.isPresent()) {
            return;
        }
        ConfigItem own = env.member("vars").member("PATH");
        String path = own.isPresent() ? own.text() : environment.get("PATH");
        try {
            Executable.find(executable.text(), workdir, path);
        } catch (IOException e) {
            executable.warn(e.getMessage(), "the guest fails to start until then");
        }
    }
}

package io.signalbox.router.cli;

import java.util.Map;
import picocli.CommandLine;

/** Makes the commands, because some of them need the environment. */
final class CommandFactory implements CommandLine.IFactory {
    private final Map<String, String> environment;
    private final CommandLine.IFactory others = CommandLine.defaultFactory();

    CommandFactory(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == CheckCommand.class) {
            return type.cast(new CheckCommand(environment));
        }
        if (type == StartCommand.class) {
            return type.cast(new StartCommand(environment));
        }
        return others.create(type);
    }
}

import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;

import org.elasticsearch.bootstrap.ServerArgs;
import org.elasticsearch.common.io.stream.OutputStreamStreamOutput;
import org.elasticsearch.common.settings.KeyStoreWrapper;
import org.elasticsearch.common.settings.Settings;

/**
 * Writes the message that the server reads from its standard input before it starts, as the command-line program in
 * front of it would. The server does not read elasticsearch.yml again: its settings travel in the message.
 * Usage: WriteServerArgs HOME CONFIG LOGS PID_FILE MESSAGE
 */
public class WriteServerArgs {
    public static void main(String[] given) throws Exception {
        Path config = Path.of(given[1]).toAbsolutePath();
        Path logs = Path.of(given[2]).toAbsolutePath();
        Path pid = Path.of(given[3]).toAbsolutePath();
        Settings settings = Settings.builder()
            .loadFromPath(config.resolve("elasticsearch.yml"))
            .put("path.home", given[0])
            .build();
        ServerArgs args = new ServerArgs(false, false, pid, KeyStoreWrapper.create(), settings, config, logs);
        try (OutputStream file = new FileOutputStream(given[4]); OutputStreamStreamOutput out = new OutputStreamStreamOutput(file)) {
            args.writeTo(out);
        }
    }
}

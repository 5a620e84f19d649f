import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.Collections;

import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * A single search node for tests, on this machine only, without security: SearchNode HOME DATA PORT.
 *
 * HOME holds modules/ and config/ and may be shared; DATA belongs to this node alone. SIGTERM closes it.
 */
public final class SearchNode {

    private SearchNode() {
    }

    public static void main(String[] arguments) throws Exception {
        Path home = Paths.get(arguments[0]).toAbsolutePath();
        Path data = Paths.get(arguments[1]).toAbsolutePath();
        Files.createDirectories(data);
        Settings settings = settings(home, data, Integer.parseInt(arguments[2]));

        LogConfigurator.configureWithoutConfig(settings);
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
            settings, Collections.emptyMap(), home.resolve("config"), () -> "tests");
        PluginsLoader modules = PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir()), Collections.emptySet(), Collections.emptyMap());

        Node node = new Node(environment, modules);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node), "close-node"));
        node.start();
        Thread.currentThread().join();
    }

    private static Settings settings(Path home, Path data, int port) {
        Settings.Builder chosen = Settings.builder();
        chosen.put("path.home", home.toString());
        chosen.put("path.data", data.resolve("data").toString());
        chosen.put("path.logs", data.resolve("logs").toString());
        chosen.put("cluster.name", "zhouji-tests");
        chosen.put("node.name", "tests");
        chosen.put("discovery.type", "single-node");
        chosen.put("network.host", "127.0.0.1");
        chosen.put("http.port", port);
        chosen.put("transport.port", 0);
        // A laptop's nearly full disk must not turn indexes read-only in the middle of a test.
        chosen.put("cluster.routing.allocation.disk.threshold_enabled", false);
        return chosen.build();
    }

    private static void close(Node node) {
        try {
            node.close();
        } catch (IOException error) {
            System.err.println("The node did not close in order: " + error);
        }
    }
}

package org.ot4j.spark;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.ot4j.internal.Check;

/**
 * Starts Spark for the library. Any session will do; these have settings that suit it.
 *
 * <pre>{@code
 * var here = Spark.session();                                    // the cores of this machine
 * var cluster = Spark.session("spark://host:7077");
 * study.on(cluster);
 * }</pre>
 */
public final class Spark {
    private static final String JARS = "spark.jars";

    private static final Set<Object> TOLD =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private Spark() {}

    /**
     * The session that is there, or a new one on the master that {@code spark-submit} was given; if
     * none was, on all cores of this machine.
     */
    public static SparkSession session() {
        return running().orElseGet(() -> session(System.getProperty("spark.master", "local[*]")));
    }

    /**
     * The session that is there, or a new one.
     *
     * @param master as {@code spark-submit} takes it: {@code local[2]}, {@code spark://host:7077},
     *     {@code yarn}, {@code k8s://https://host:6443}
     * @throws IllegalArgumentException if Spark knows no such master, or if it does not answer
     * @throws IllegalStateException if a session with another master is running
     */
    public static SparkSession session(String master) {
        return session(master, Map.of());
    }

    /**
     * The session that is there, or a new one with some settings. Executors of another machine get
     * the classes of this program: the jars that {@code spark.jars} names, then those of the class
     * path, its folders packed, without Spark's own. With an empty {@code spark.jars}, and under
     * {@code spark-submit}, none is added.
     *
     * @param master as {@code spark-submit} takes it: {@code local[2]}, {@code spark://host:7077},
     *     {@code yarn}, {@code k8s://https://host:6443}
     * @param settings as {@code spark-submit --conf} takes them, such as {@code
     *     spark.executor.memory}; system properties of these names count where one is not here
     * @throws IllegalArgumentException if a setting is none of Spark's, if Spark knows no such
     *     master, or if it does not answer
     * @throws IllegalStateException if a session with another master is running, or one is running
     *     and there are settings
     */
    public static SparkSession session(String master, Map<String, String> settings) {
        Check.notNull(master, "master");
        Check.notNull(settings, "settings");
        settings.keySet()
                .forEach(
                        key ->
                                Check.that(
                                        key.startsWith("spark."),
                                        "settings",
                                        key,
                                        "names that begin with spark."));
        var running = running();
        if (running.isPresent()) {
            String other = running.get().sparkContext().master();
            if (!other.equals(master)) {
                throw new IllegalStateException(
                        "master = "
                                + master
                                + ": a session with master "
                                + other
                                + " is running; stop() it first");
            }
            if (!settings.isEmpty()) {
                throw new IllegalStateException(
                        "settings = "
                                + settings
                                + ": a session is running, which does not change; stop() it first");
            }
            return running.get();
        }
        var builder =
                SparkSession.builder()
                        .master(master)
                        .appName("ot4j")
                        .config("spark.ui.showConsoleProgress", false)
                        // Threads that wait give way to tasks on other cores.
                        .config("spark.executorEnv.OMP_WAIT_POLICY", "PASSIVE")
                        .config("spark.executorEnv.OPT_OUT_TRACKING", "true");
        if (isLocal(master)) {
            builder.config("spark.driver.host", "127.0.0.1");
            builder.config("spark.driver.bindAddress", "127.0.0.1");
        } else {
            String given = settings.getOrDefault(JARS, System.getProperty(JARS));
            builder.config(JARS, Jars.and(given));
        }
        settings.forEach(
                (key, value) -> {
                    if (!key.equals(JARS) || isLocal(master)) {
                        builder.config(key, value);
                    }
                });
        try {
            return builder.getOrCreate();
        } catch (Exception e) { // Scala throws checked exceptions of which Java knows nothing
            throw new IllegalArgumentException(
                    "master = "
                            + master
                            + ": expected local[n], spark://host:port, or another that"
                            + " spark-submit takes, and that answers: "
                            + Tasks.reason(e),
                    e);
        }
    }

    /** A session in one line: Spark's version, the master, and where its pages are. */
    public static String describe(SparkSession session) {
        var address = session.sparkContext().uiWebUrl();
        TOLD.add(session.sparkContext());
        return "Spark "
                + session.version()
                + " on "
                + session.sparkContext().master()
                + (address.isDefined() ? ", shown at " + address.get() : "");
    }

    private static Optional<SparkSession> running() {
        var session = SparkSession.getDefaultSession();
        return session.isDefined() && !session.get().sparkContext().isStopped()
                ? Optional.of(session.get())
                : Optional.empty();
    }

    static boolean isLocal(String master) {
        return master.equals("local") || master.startsWith("local[");
    }

    /** Says once where Spark shows its jobs. */
    static void tellAddress(JavaSparkContext context) {
        var address = context.sc().uiWebUrl();
        if (address.isDefined() && TOLD.add(context.sc())) {
            System.out.println("Spark shows the tasks at " + address.get());
        }
    }

    /**
     * Does what the user can stop: where Spark's own calls throw an {@link InterruptedException},
     * of which their signatures say nothing, it ends as all that is stopped.
     *
     * @throws CancellationException if the user stops it; the thread is still interrupted
     */
    static <R> R stoppable(Callable<R> work) {
        try {
            return work.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("stopped");
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Clears up after a job, also when the user has stopped it: Spark's own calls fail on a thread
     * that is interrupted.
     */
    static void clearUp(Runnable calls) {
        boolean stopped = Thread.interrupted();
        try {
            calls.run();
        } finally {
            if (stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Refuses what cannot be sent, before a job starts. */
    static void requireSerializable(Object sent, String name) {
        try (var out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
            out.writeObject(sent);
        } catch (NotSerializableException e) {
            throw Check.error(
                    name,
                    "something that uses a " + e.getMessage(),
                    "only what can be serialised, because it is sent to executors: for example"
                            + " rows (double[][]) rather than a data set or a model");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

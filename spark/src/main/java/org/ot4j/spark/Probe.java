package org.ot4j.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.ot4j.internal.Check;

/** Whether executors can do what a job will ask of them, before it starts. */
final class Probe {
    private static final Pattern MISSING =
            Pattern.compile(
                    "(?:ClassNotFoundException: |NoClassDefFoundError: |not a recipe: class )"
                            + "([\\w.$/]+)");

    private static final String OURS = "org.ot4j.";

    /** In what Java says where the class that has a lambda is missing. */
    private static final String LAMBDA = "java.lang.invoke.SerializedLambda";

    private Probe() {}

    /** What has more to it than that its classes can be loaded. */
    interface Checked extends Serializable {
        /**
         * Tries it on an executor.
         *
         * @throws IllegalArgumentException if something is missing there
         */
        void check();
    }

    /**
     * Sends something to the executors that are there, and has them look into the folder.
     *
     * @param needed whose classes they must be able to load: what the user has given, without data
     * @param store that they must see, or null
     * @throws IllegalArgumentException if they cannot load a class, or if they do not see what is
     *     written to the folder here
     * @throws CancellationException if the user stops it
     */
    static void executors(SparkSession spark, Serializable needed, Store store) {
        Spark.stoppable(
                () -> {
                    var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
                    var sent = context.broadcast(needed);
                    try {
                        executors(spark, sent, store);
                    } finally {
                        Spark.clearUp(sent::destroy);
                    }
                    return null;
                });
    }

    /**
     * Has the executors that are there read something that is sent, and look into the folder. A
     * session that was not made by {@link Spark} may lack the library: then its jars follow.
     *
     * @param sent whose classes they must be able to load
     * @param store that they must see, or null
     * @throws IllegalArgumentException if they cannot load a class, or if they do not see what is
     *     written to the folder here
     * @throws CancellationException if the user stops it
     */
    static void executors(SparkSession spark, Broadcast<?> sent, Store store) {
        Spark.stoppable(
                () -> {
                    try {
                        look(spark, sent, store);
                    } catch (MissingClass e) {
                        if (!e.name.startsWith(OURS) || !Jars.send(spark.sparkContext())) {
                            throw e.told(spark);
                        }
                        lookAgain(spark, sent, store);
                    }
                    return null;
                });
    }

    private static void lookAgain(SparkSession spark, Broadcast<?> sent, Store store)
            throws InterruptedException {
        try {
            look(spark, sent, store);
        } catch (MissingClass e) {
            throw e.told(spark);
        }
    }

    /** What executors could not load. */
    private static final class MissingClass extends RuntimeException {
        private static final long serialVersionUID = 1;

        final String name;

        MissingClass(String name, Throwable cause) {
            super(cause);
            this.name = name;
        }

        RuntimeException told(SparkSession spark) {
            return Check.error(
                    "spark",
                    spark.sparkContext().master(),
                    "executors that can load "
                            + name
                            + ": give its jar with --jars or spark.jars; classes that were typed"
                            + " into a notebook or JShell exist on this machine only");
        }
    }

    private static void look(SparkSession spark, Broadcast<?> sent, Store store)
            throws InterruptedException {
        var context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        String name = ".ot4j-probe-" + UUID.randomUUID();
        if (store != null) {
            store.write(name, new byte[] {1});
        }
        int tasks = Math.max(2, 2 * context.statusTracker().getExecutorInfos().length);
        var group = new JobGroup(context);
        group.enter("whether executors have all classes and see the folder");
        try {
            List<String> faults =
                    context.parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
                            .map(i -> look(Objects.requireNonNull(sent.value()), store, name))
                            .filter(Objects::nonNull)
                            .collect();
            Check.that(
                    faults.isEmpty(),
                    "folder",
                    store,
                    "a folder that all executors see, such as one on hdfs:// or s3a://, or a"
                            + " mounted one: "
                            + faults);
        } catch (Exception e) { // Spark's own, too, which Scala does not declare
            if (e instanceof InterruptedException stopped) {
                group.cancel();
                throw stopped;
            }
            throw told(e);
        } finally {
            group.leave();
            if (store != null) {
                Spark.clearUp(() -> store.delete(name));
            }
        }
    }

    private static String look(Object needed, Store store, String name) {
        if (needed instanceof Checked checked) {
            checked.check();
        }
        return store == null || store.read(name) != null
                ? null
                : "no file that was just written there";
    }

    private static RuntimeException told(Exception e) {
        String text = String.valueOf(e);
        Matcher missing = MISSING.matcher(text);
        if (missing.find()) {
            return new MissingClass(missing.group(1).replace('/', '.'), e);
        }
        if (text.contains(LAMBDA)) {
            return new MissingClass(Probe.class.getName(), e);
        }
        return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
}

package org.ot4j.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.ot4j.data.DataSet;
import org.ot4j.data.DataSource;
import org.ot4j.data.GaussianMixture;
import org.ot4j.distribution.Likelihood;
import org.ot4j.distribution.Prior;
import org.ot4j.model.autoencoder.Vae;
import org.ot4j.network.Network;
import org.ot4j.network.NetworkSpec;
import org.ot4j.network.Networks;
import org.ot4j.network.Tensors;
import org.ot4j.network.Turns;
import org.ot4j.network.Weights;
import org.ot4j.training.Game;
import org.ot4j.training.Player;
import org.ot4j.training.Run;
import org.ot4j.training.Step;
import org.ot4j.training.Terms;
import org.ot4j.training.Training;

/** The scenes of {@link SharedNetworksTest}, each a method. */
final class SharedNetworks {
    private static final DataSet DATA = GaussianMixture.grid(3, 0.1).sample(128, 1);
    private static final NetworkSpec LAYERS = Networks.mlp(16).batchNorm().dropout(0.2);
    private static final int STEPS = 60;

    /** After so many seconds it is said where the threads stand. */
    private static final int PATIENCE = 100;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    private SharedNetworks() {}

    public static void main(String[] args) throws Exception {
        var watch = new Thread(SharedNetworks::tellWhereThreadsStand);
        watch.setDaemon(true);
        watch.start();
        var scenes = new SharedNetworks();
        scenes.trainSampleAndClose();
        scenes.sampleInARing(2);
        scenes.sampleInARing(3);
        scenes.changeEachOther();
        scenes.trainOnEachOther();
        scenes.shareABlock();
        System.exit(0);
    }

    private static void tellWhereThreadsStand() {
        try {
            TimeUnit.SECONDS.sleep(PATIENCE);
        } catch (InterruptedException e) {
            return;
        }
        Thread.getAllStackTraces()
                .forEach((thread, stack) -> System.out.println(thread + Arrays.toString(stack)));
        Runtime.getRuntime().halt(3);
    }

    private static void check(boolean holds, Object otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    /** A game of one player, that lowers |net(x)|², with something done in each step before. */
    private static final class Small implements Game {
        private final String name;
        private final List<Network> networks;
        private final Consumer<Step> before;

        Small(String name, Consumer<Step> before, Network... networks) {
            this.name = name;
            this.before = before;
            this.networks = List.of(networks);
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void prepare(Shape sampleShape, long seed) {}

        @Override
        public List<Player> players() {
            return List.of(
                    Player.minimise(
                            name,
                            step -> {
                                before.accept(step);
                                NDArray y = step.batch();
                                for (Network network : networks) {
                                    y = network.forward(y);
                                }
                                return Terms.of("norm", y.square().mean());
                            },
                            networks.toArray(Network[]::new)));
        }

        @Override
        public List<Network> networks() {
            return networks;
        }

        Run<Small> train(int steps) {
            return Training.of(this, DATA).steps(steps).batchSize(32).fit();
        }
    }

    private static Network network(String name) {
        return LAYERS.build(name, new Shape(2), new Shape(2), 1);
    }

    private static float[] forward(Network network) {
        try (NDManager manager = Tensors.newManager()) {
            float[] values = network.forward(DATA.batch(manager, 0, 1, 2, 3)).toFloatArray();
            for (float value : values) {
                check(Float.isFinite(value), network.name() + " gives " + value);
            }
            return values;
        }
    }

    /**
     * Two games with a network in common are trained, a third thread samples; then it is closed.
     */
    private void trainSampleAndClose() throws Exception {
        for (int round = 0; round < 3; round++) {
            Network shared = network("shared");
            var first = new Small("first", step -> {}, shared, network("head"));
            var second = new Small("second", step -> {}, network("foot"), shared);
            var trainings =
                    List.of(
                            threads.submit(() -> first.train(STEPS)),
                            threads.submit(() -> second.train(STEPS)));
            while (!trainings.stream().allMatch(Future::isDone)) {
                forward(shared);
                shared.weights().values();
            }
            for (var training : trainings) {
                check(training.get().end() == Run.End.FINISHED, training.get());
            }
            var users = new ArrayList<Future<?>>();
            users.add(threads.submit(() -> first.train(1_000_000)));
            users.add(threads.submit(() -> second.train(1_000_000)));
            users.add(
                    threads.submit(
                            () -> {
                                while (true) {
                                    forward(shared);
                                }
                            }));
            TimeUnit.MILLISECONDS.sleep(50);
            shared.close();
            for (Future<?> user : users) {
                check(
                        failure(user) instanceof IllegalStateException closed
                                && closed.getMessage().contains("shared are closed"),
                        failure(user));
            }
        }
    }

    private static Throwable failure(Future<?> future) throws InterruptedException {
        try {
            return new AssertionError("ended well: " + future.get());
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * All are in the midst of a step, and each then samples the network of the next. What it sees
     * is at rest: without dropout and batch statistics, the same twice.
     */
    private void sampleInARing(int size) throws Exception {
        var networks = new ArrayList<Network>();
        for (int k = 0; k < size; k++) {
            networks.add(network("network " + k));
        }
        var barrier = new CyclicBarrier(size);
        var guests = new AtomicInteger();
        var trainings = new ArrayList<Future<Run<Small>>>();
        for (int k = 0; k < size; k++) {
            Network next = networks.get((k + 1) % size);
            var turns = Turns.at(List.of(next.weights(), next.buffers()));
            Consumer<Step> look =
                    step -> {
                        await(barrier);
                        turns.reading(
                                () -> {
                                    guests.addAndGet(Turns.amidStep() ? 1 : 0);
                                    check(!next.training(), "in training");
                                    float[] once = forward(next);
                                    check(Arrays.equals(once, forward(next)), "not at rest");
                                    return null;
                                });
                        check(!Turns.amidStep(), "still a guest");
                    };
            var game = new Small("game " + k, look, networks.get(k));
            trainings.add(threads.submit(() -> game.train(STEPS)));
        }
        for (var training : trainings) {
            check(training.get().end() == Run.End.FINISHED, training.get());
        }
        // In each round one at least had to be let in.
        check(guests.get() >= STEPS, guests + " guests");
    }

    /** The one that would wait for ever is refused, and the other goes on. */
    private void changeEachOther() throws Exception {
        Weights[] free = {
            Weights.free("one", new Shape(2), new float[2]),
            Weights.free("two", new Shape(2), new float[2])
        };
        var barrier = new CyclicBarrier(2);
        var refused = new AtomicInteger();
        var changes = new ArrayList<Future<?>>();
        for (int k = 0; k < 2; k++) {
            Weights mine = free[k];
            Weights other = free[1 - k];
            Runnable step =
                    () -> {
                        await(barrier);
                        try {
                            other.set(new float[] {1, 2});
                        } catch (IllegalStateException e) {
                            refused.incrementAndGet();
                            check(e.getMessage().contains("neither could ever continue"), e);
                        }
                    };
            changes.add(
                    threads.submit(
                            () -> {
                                for (int i = 0; i < 50; i++) {
                                    Turns.at(List.of(mine)).changing(step);
                                }
                            }));
        }
        for (var change : changes) {
            change.get();
        }
        check(refused.get() == 50, refused + " refused");
        check(free[0].values()[1] == 2 && free[1].values()[1] == 2, "nothing was set");
    }

    private static Vae vae(NetworkSpec layers) {
        return Vae.builder()
                .prior(Prior.standardNormal(2))
                .encoder(Networks.mlp(8))
                .decoder(layers)
                .likelihood(Likelihood.gaussian().fixed(0.1))
                .build();
    }

    /** Data that a model makes as they are asked for. */
    private record Samples(Vae of) implements DataSource {
        @Override
        public String name() {
            return "samples";
        }

        @Override
        public int size() {
            return DATA.size();
        }

        @Override
        public Shape sampleShape() {
            return DATA.sampleShape();
        }

        @Override
        public NDArray batch(NDManager manager, int... indices) {
            NDArray made = of.sample(indices.length, indices[0]);
            check(made.size() == 2L * indices.length, made.getShape());
            return Tensors.of(manager, made.toFloatArray(), indices.length, 2);
        }

        @Override
        public int[] labels() {
            return null;
        }

        @Override
        public String fingerprint() {
            return "none";
        }
    }

    /** Two models, each trained on what the other makes meanwhile; a third thread encodes. */
    private void trainOnEachOther() throws Exception {
        try (var one = vae(LAYERS);
                var two = vae(LAYERS)) {
            one.train(DATA).steps(1).fit();
            two.train(DATA).steps(1).fit();
            var trainings =
                    List.of(threads.submit(training(one, two)), threads.submit(training(two, one)));
            while (!trainings.stream().allMatch(Future::isDone)) {
                try (NDManager manager = Tensors.newManager()) {
                    one.reconstruct(DATA.batch(manager, 0, 1));
                    two.reconstruct(DATA.batch(manager, 0, 1));
                }
            }
            for (var training : trainings) {
                check(training.get().end() == Run.End.FINISHED, training.get());
            }
        }
    }

    private static Callable<Run<Vae>> training(Vae model, Vae other) {
        return () ->
                model.train(new Samples(other))
                        .steps(STEPS)
                        .batchSize(32)
                        .onEpoch(moment -> other.sample(3, 1))
                        .fit();
    }

    /** One DJL block in two models: its noise and weights are each model's own. */
    private void shareABlock() throws Exception {
        Block block =
                new SequentialBlock()
                        .add(Linear.builder().setUnits(16).build())
                        .add(BatchNorm.builder().build())
                        .add(Dropout.builder().optRate(0.2f).build())
                        .add(Linear.builder().setUnits(2).build());
        NetworkSpec layers = Networks.custom("one block", (input, output) -> block);
        float[][] alone = {decoder(layers, 1), decoder(layers, 2)};
        check(!Arrays.equals(alone[0], alone[1]), "the seed decides nothing");
        for (int round = 0; round < 3; round++) {
            var first = threads.submit(() -> decoder(layers, 1));
            var second = threads.submit(() -> decoder(layers, 2));
            check(Arrays.equals(alone[0], first.get()), "the first sees the second");
            check(Arrays.equals(alone[1], second.get()), "the second sees the first");
        }
    }

    private static float[] decoder(NetworkSpec layers, long seed) {
        try (var model = vae(layers)) {
            model.train(DATA).steps(STEPS).batchSize(32).seed(seed).fit();
            return model.generator().weights().values();
        }
    }
}

package org.ot4j.training;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.ot4j.base.FreedMemory;
import org.ot4j.data.DataSource;
import org.ot4j.internal.Check;
import org.ot4j.internal.WholeFile;
import org.ot4j.training.internal.Seeds;

/** Prepares a training: runs the checks that need data and model, and builds the networks. */
final class Start {
    /** The games being trained, each by a single training. */
    private static final Set<Game> TRAINED =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    private Start() {}

    /**
     * Trains a game.
     *
     * @param from state at the end of an earlier run
     */
    static <M extends Game> Run<M> run(M game, DataSource data, Options options, State from) {
        if (options.saving() != null) {
            WholeFile.checkWritable(options.saving().path(), "checkpoint");
        }
        DataChecks.finite(data);
        game.checkData(data);
        hold(game, data, options, from);
        if (!TRAINED.add(game)) {
            throw new IllegalStateException(
                    game.name()
                            + " is already being trained: wait for that training to end, or stop it,"
                            + " before you start another");
        }
        try {
            prepare(game, data, options.settings());
            if (options.held() != null) {
                Validation.checkSize(game, options.held(), options.settings().batchSize());
            }
            Job<M> job = Job.of(game, data, options);
            job.keepForSaving(from);
            return new Loop<>(job, from).play();
        } finally {
            TRAINED.remove(game);
            FreedMemory.giveBack();
        }
    }

    /** Checks the held-out data, and that they are those of the earlier run. */
    private static void hold(Game game, DataSource data, Options options, State from) {
        Held before = from.held;
        Check.that(
                options.held() != null || before == null,
                "validate",
                null,
                before == null ? "" : before.data + ", the held-out data that the run began with");
        Check.that(
                options.held() != null || options.patience() == 0,
                "validate",
                null,
                "held-out data, whose loss patience(" + options.patience() + ") watches");
        if (options.held() != null) {
            Validation.check(game, data, options.held(), before);
            if (before == null) {
                from.held = new Held(options.held().name(), options.held().fingerprint());
            }
            from.held.patience = options.patience();
        }
    }

    private static void prepare(Game game, DataSource data, Settings settings) {
        game.prepare(data, Seeds.mix(settings.seed(), 1));
        game.checkBatchSize(settings.batchSize(), data);
        List<Player> players = game.players();
        Check.that(!players.isEmpty(), "players", 0, "at least one");
        Set<String> names = new HashSet<>();
        for (Player player : players) {
            Check.that(names.add(player.name()), "player name", player.name(), "each once");
        }
    }
}

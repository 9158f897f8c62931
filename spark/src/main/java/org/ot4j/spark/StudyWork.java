package org.ot4j.spark;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ot4j.data.DataSet;
import org.ot4j.evaluation.Comparison;
import org.ot4j.internal.WholeFile;
import org.ot4j.model.GenerativeModel;
import org.ot4j.network.Recipes;
import org.ot4j.training.Checkpoint;
import org.ot4j.training.GameRecipe;
import org.ot4j.training.Run;
import org.ot4j.training.Training;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains and measures one model, on the machine where it is called. It begins with what an earlier
 * attempt has left in the folder.
 *
 * @param store null if nothing is kept
 * @param every steps between checkpoints
 */
record StudyWork<M extends GenerativeModel>(
        SharedData shared, Class<M> type, Study.Judge<M> judge, Store store, long every)
        implements Tasks.Work<StudyRun, StudyWork.Result> {
    private static final Logger LOG = LoggerFactory.getLogger(StudyWork.class);

    /** The figures, or why there are none: a fault that another attempt would not mend. */
    record Result(StudyRow row, String failure) implements Serializable {}

    @Override
    public Result run(StudyRun run) throws IOException, InterruptedException {
        StudyRow known = known(run);
        if (known != null) {
            return new Result(known, null);
        }
        try {
            StudyRow row = measured(run);
            if (store != null) {
                store.write(run.rows(), row.json());
            }
            return new Result(row, null);
        } catch (IllegalArgumentException
                | IllegalStateException
                | ArithmeticException
                | IndexOutOfBoundsException
                | NullPointerException
                | UnsupportedOperationException e) {
            return new Result(null, e.toString());
        }
    }

    /** What the folder has of a run, or null. */
    StudyRow known(StudyRun run) {
        String text = store == null ? null : store.text(run.rows());
        return text == null ? null : StudyRow.parse(store + "/" + run.rows(), text);
    }

    private StudyRow measured(StudyRun run) throws IOException, InterruptedException {
        try (M model = type.cast(Recipes.fromJson(run.recipe(), GameRecipe.class).create())) {
            train(run, model);
            var measured = new Comparison();
            judge.judge(model, measured.scores(run.model(), run.seed()));
            return StudyRow.of(run, measured);
        }
    }

    private void train(StudyRun run, M model) throws IOException, InterruptedException {
        if (store == null) {
            finished(run, model.train(data()).settings(run.settings()).seed(run.seed()));
        } else if (store instanceof Store.Local local) {
            train(run, model, local.path(run.checkpoint()));
        } else {
            Path copy = Files.createTempFile("ot4j-study-", ".ot4j");
            try {
                byte[] kept = store.read(run.checkpoint());
                if (kept == null) {
                    Files.delete(copy);
                } else {
                    WholeFile.write(copy, kept);
                }
                train(run, model, copy);
            } finally {
                Files.deleteIfExists(copy);
            }
        }
    }

    private void train(StudyRun run, M model, Path checkpoint)
            throws IOException, InterruptedException {
        Training<?> training;
        if (Files.exists(checkpoint)) {
            LOG.info("{} goes on from step {}", run, Checkpoint.read(checkpoint).steps());
            training = Training.resume(checkpoint, model, data());
        } else {
            training = model.train(data()).settings(run.settings()).seed(run.seed());
        }
        Files.createDirectories(checkpoint.getParent());
        finished(run, training.checkpoint(checkpoint, every, file -> keep(run, file)));
    }

    private void keep(StudyRun run, Path file) {
        if (store instanceof Store.Remote) {
            try {
                store.write(run.checkpoint(), Files.readAllBytes(file));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot copy " + file, e);
            }
        }
    }

    private static void finished(StudyRun run, Training<?> training) throws InterruptedException {
        if (training.fit().end() == Run.End.INTERRUPTED) {
            throw new InterruptedException(run + " was stopped");
        }
    }

    private DataSet data() {
        return shared.get();
    }
}

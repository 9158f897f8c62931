package org.ot4j.kernel.magic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ot4j.data.DataFolder;
import org.ot4j.training.Checkpoint;
import org.ot4j.training.Game;
import org.ot4j.training.Provenance;
import org.ot4j.training.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@Command(
        header = "List the models trained here and the saved ones; save or load one",
        footer = {"", "Example: %%models save vae"})
final class ModelsMagic implements Magic {
    private static final String ENDING = ".ot4j";

    /** The action to take. */
    enum Action {
        SAVE,
        LOAD
    }

    @Parameters(index = "0", arity = "0..1", description = "${COMPLETION-CANDIDATES}")
    private Action action;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "NAME",
            description =
                    "save: a variable with a run or its model; load: a name that %%models lists")
    private String name;

    @Option(
            names = "--as",
            paramLabel = "NAME",
            description = "save: name of the file; load: variable (default: NAME)")
    private String as;

    @Override
    public List<String> offers(Session session, List<String> words) {
        if (words.isEmpty()) {
            return List.of("load", "save");
        }
        if (words.size() > 1) {
            return List.of();
        }
        return words.get(0).equals("load")
                ? saved().stream().map(ModelsMagic::nameOf).toList()
                : session.values().entrySet().stream()
                        .filter(v -> v.getValue() instanceof Run || v.getValue() instanceof Game)
                        .map(Map.Entry::getKey)
                        .toList();
    }

    @Override
    public Object run(Session session, String body) throws IOException {
        if (action == null) {
            return list(session.values(Run.class), session.values(Game.class));
        }
        if (name == null) {
            throw new MagicError("expected a name after " + action);
        }
        return action == Action.SAVE ? save(session) : load(session);
    }

    private Text save(Session session) throws IOException {
        Path file = file(as == null ? name : as);
        run(session).save(file);
        return new Text(file + ", " + Memory.size(Files.size(file)));
    }

    /** The run in the variable, or the one that trained the model in it. */
    private Run run(Session session) {
        Map<String, Object> all = session.values();
        if (!all.containsKey(name)) {
            throw new MagicError("there is no variable " + name + "; %who lists them");
        }
        Object value = all.get(name);
        Run last = null;
        for (Object other : all.values()) {
            if (other instanceof Run run && (run == value || run.game() == value)) {
                last = run;
            }
        }
        if (last == null) {
            throw new MagicError(
                    value instanceof Game
                            ? "no run of "
                                    + name
                                    + " is kept: var run = "
                                    + name
                                    + ".train(...).fit() keeps it"
                            : name + " is " + Values.line(value, 60) + ": expected a run or model");
        }
        return last;
    }

    private Object load(Session session) {
        Path file = file(name);
        if (!Files.exists(file)) {
            throw new MagicError("there is no " + file + "; %models lists what is saved");
        }
        Game game = Checkpoint.read(file).game();
        String type = game.getClass().getCanonicalName();
        if (game instanceof AutoCloseable model) {
            close(model);
        }
        return session.define(
                as == null ? name : as,
                String.format(
                        "(%s) Checkpoint.read(DataFolder.downloads().resolve(\"models/%s\")).game()",
                        type.replaceFirst("^org\\.ot4j\\.model\\.([a-z]+\\.)?", ""),
                        file.getFileName()));
    }

    private static void close(AutoCloseable model) {
        try {
            model.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path folder() {
        return DataFolder.downloads().resolve("models");
    }

    private static Path file(String name) {
        if (!name.matches("[\\w$.-]+")) {
            throw new MagicError("NAME = " + name + ": expected letters, digits and . - _");
        }
        return folder().resolve(name + ENDING);
    }

    private static Table list(Map<String, Run> runs, Map<String, Game> games) {
        var table = new Rows();
        runs.forEach((name, run) -> table.add(names(name, run, games), run.provenance(), run));
        games.forEach(
                (name, game) -> {
                    if (runs.values().stream().noneMatch(run -> run.game() == game)) {
                        table.add(name, game.name(), "", 0, "in this session");
                    }
                });
        saved().forEach(table::add);
        return table.table();
    }

    private static List<Path> saved() {
        if (!Files.isDirectory(folder())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(f -> f.toString().endsWith(ENDING)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameOf(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length());
    }

    /** The variables that hold the model, or those that hold the run if there are none. */
    private static String names(String name, Run run, Map<String, Game> games) {
        var names = new LinkedHashMap<String, Game>(games);
        names.values().removeIf(game -> game != run.game());
        return names.isEmpty() ? name : String.join(", ", names.keySet());
    }

    /** Gathers the rows of the table. */
    private static final class Rows {
        private final StringColumn name = StringColumn.create("name");
        private final StringColumn model = StringColumn.create("model");
        private final StringColumn data = StringColumn.create("data");
        private final LongColumn steps = LongColumn.create("steps");
        private final StringColumn where = StringColumn.create("where");

        void add(String name, Provenance from, Run run) {
            add(name, from.game(), from.data(), run.steps(), "in this session");
        }

        void add(Path file) {
            String name = nameOf(file);
            try {
                Checkpoint saved = Checkpoint.read(file);
                Provenance from = saved.provenance();
                String where = file + ", " + Memory.size(Files.size(file));
                add(name, from.game(), from.data(), saved.steps(), where);
            } catch (RuntimeException | IOException e) {
                add(name, "", "", 0, file + " cannot be read: " + e.getMessage());
            }
        }

        void add(String variable, String game, String source, long count, String place) {
            name.append(variable);
            model.append(game);
            data.append(source);
            if (count > 0) {
                steps.append(count);
            } else {
                steps.appendMissing();
            }
            where.append(place);
        }

        Table table() {
            return Table.create("models").addColumns(name, model, data, steps, where);
        }
    }
}

package org.ot4j.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The commands of {@code ./ot4j}. */
public final class Main {
    private static final String HELP =
            """
            ot4j: optimal transport and generative modelling in Java notebooks

              ./ot4j run NOTEBOOK...          execute notebooks; .ipynb and .html go to target/notebooks
                --all                         all of the project's, labs with their solutions
                --check                       fail if a figure or a table is missing or a number is out of
                                              range; a lab is checked as it was handed in
                --record                      store the outputs in the notebook itself, pictures static
                --solved                      run labs with their solutions
                --to pdf                      also print a PDF, with Chromium, Chrome or Edge
                --jobs=N                      run N at a time
              ./ot4j lab [FILE] [OPTION...]   open JupyterLab with the kernel "Java (ot4j)"
              ./ot4j lab new NAME             make a lab for a course, with exercises, checks and solutions
              ./ot4j lab release LAB          write what students get of it, to LAB/release
              ./ot4j lab grade LAB            grade LAB/submissions: points, and a page for each student
              ./ot4j shell                    start JShell with the library imported
              ./ot4j kernel install           add "Java (ot4j)" to your own Jupyter and VS Code
                --prefix=DIR                  to the environment in DIR only, such as "$CONDA_PREFIX"
              ./ot4j kernel uninstall         remove it; takes --prefix=DIR as well
              ./ot4j notebooks                list the notebooks: what each one shows, how long it takes
              ./ot4j test [PART...]           run all tests, or some of: java launcher kernel notebooks
                --full                        run the slow tests that it leaves out: notebooks at quick
                                              scale with their numbers, rehearsals, checks of the sources
              ./ot4j docs                     build the site: target/site/index.html
              ./ot4j bench SUITE [OPTION...]  compare the library's speed with its peers'
              ./ot4j experiment NAME [OPT...] repeat a study; --help lists its options
              ./ot4j study NAME [OPT...]      the same on Spark: --master, --seeds 1-20
              ./ot4j maven [ARG...]           run Maven while no other ot4j builds in this checkout
              ./ot4j setup                    only set up, so that later starts are fast
                --spark                       also Apache Spark (280 MB), which %spark adds to a notebook
              ./ot4j help                     show this text
              ./ot4j --version                show the version, the commit and the Java in use

            The first use sets everything up inside the checkout. It needs a JDK 17 or newer, Python
            3.10 or newer (OT4J_PYTHON names another one) and internet access.

              OT4J_DATA=FOLDER   the folder to search first for data sets
              OT4J_BROWSER=FILE  the browser that prints PDFs, if it is not found automatically
              OT4J_SCALE=paper   run notebooks at the scale of the papers; quick is the default, and smoke
                                 only tests that everything works
            """;

    private Main() {}

    /** Runs a command line and returns the exit code. Called by the class that the shims start. */
    public static int run(Path root, String[] args) {
        try {
            return dispatch(root, args);
        } catch (Failure e) {
            System.err.println("ot4j: " + e.getMessage());
            return e.code;
        } catch (IOException | UncheckedIOException e) {
            var cause = e instanceof UncheckedIOException u ? u.getCause() : (IOException) e;
            System.err.println("ot4j: " + Diagnosis.of(cause).getMessage());
            return 1;
        } catch (Exception e) {
            e.printStackTrace();
            return 1;
        }
    }

    private static int dispatch(Path root, String[] args) throws Exception {
        String command = args.length == 0 ? "help" : args[0];
        List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        var layout = new Layout(root);
        checkScale(Layout.variable("OT4J_SCALE"));
        Whole.sweep(layout.home().resolve("launcher"));
        if (List.of("help", "--help", "-h").contains(command)) {
            System.out.print(HELP);
            return 0;
        }
        if (List.of("--version", "version", "-V").contains(command)) {
            System.out.println(Version.text(root));
            return 0;
        }
        var setup = new Setup(layout, new Processes(layout));
        return switch (command) {
            case "setup" -> ready(setup, rest);
            case "notebooks" -> new Commands(setup).notebooks();
            case "run" -> new Commands(setup).run(rest);
            case "kernel" -> new Commands(setup).kernel(rest);
            case "lab" -> new Commands(setup).lab(rest);
            case "test" -> new Commands(setup).test(rest);
            case "docs" -> new Commands(setup).docs(rest);
            case "shell" -> new Shell(setup).run(rest);
            case "bench" -> new Experiments(setup).bench(rest);
            case "experiment" -> new Experiments(setup).study(rest);
            case "study" -> new Experiments(setup).onSpark(rest);
            case "maven" -> setup.build.maven(rest);
            default ->
                    throw new Failure("there is no command '" + command + "'; try ./ot4j help", 2);
        };
    }

    private static int ready(Setup setup, List<String> options) throws Exception {
        if (!options.isEmpty() && !options.equals(List.of("--spark"))) {
            throw new Failure("setup takes no option but --spark, not " + options, 2);
        }
        Path lib = setup.prepare();
        if (!options.isEmpty()) {
            setup.locked(() -> setup.build.spark(lib));
        }
        System.out.println("ready: ./ot4j lab opens the notebooks");
        return 0;
    }

    private static void checkScale(String scale) {
        if (!List.of("", "smoke", "quick", "paper").contains(scale)) {
            throw new Failure("OT4J_SCALE = " + scale + ": expected smoke, quick or paper", 2);
        }
    }
}

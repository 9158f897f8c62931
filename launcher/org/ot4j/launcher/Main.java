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

              ./ot4j run NOTEBOOK...          execute notebooks, leave .ipynb and .html below target/notebooks
                --all                         all of the project's, labs with their solutions
                --check                       fail where a figure, a table or a number is not as promised;
                                              a lab is checked as it was handed in
                --record                      write the outputs into the notebook itself, pictures static
                --solved                      labs with their solutions
                --to pdf                      a PDF, too, printed by Chromium, Chrome or Edge
                --jobs=N                      N at a time
              ./ot4j lab [FILE] [OPTION...]   open JupyterLab with the kernel "Java (ot4j)"
              ./ot4j shell                    JShell with the library imported
              ./ot4j kernel install           "Java (ot4j)" for your own Jupyter and VS Code: for you alone
                --prefix=DIR                  in an environment: its folder, such as "$CONDA_PREFIX"
              ./ot4j kernel uninstall         take it out again; --prefix=DIR as above
              ./ot4j notebooks                list the notebooks: what each shows, how long it takes
              ./ot4j test [PART...]           all tests, or some of: java launcher kernel notebooks
                --full                        what that leaves out as it takes long: notebooks at quick scale
                                              and their numbers, rehearsals, checks of the sources
              ./ot4j bench SUITE [OPTION...]  time the library beside its peers: experiments/bench/SUITE.py
              ./ot4j experiment NAME [OPT...] run a study again; --help tells its options
              ./ot4j setup                    only set up, for a later start without delay
              ./ot4j help                     this text

            The first use sets everything up inside the checkout. It needs a JDK 17 or newer, Python
            3.10 or newer (OT4J_PYTHON names another one) and the internet.

              OT4J_DATA=FOLDER   where data sets are looked for first
              OT4J_BROWSER=FILE  what prints PDFs, if it is not found by itself
              OT4J_SCALE=paper   notebooks at the scale of the papers; quick is the default, and smoke
                                 only tries whether all works
            """;

    private Main() {}

    /** Runs a command line and returns the exit code. Called by the class that the shims start. */
    public static int run(Path root, String[] args) {
        try {
            return dispatch(root, args);
        } catch (Failure e) {
            System.err.println("ot4j: " + e.getMessage());
            return e.code;
        } catch (UncheckedIOException e) {
            System.err.println("ot4j: " + Diagnosis.of(e.getCause()).getMessage());
            return 1;
        } catch (IOException e) {
            System.err.println("ot4j: " + Diagnosis.of(e).getMessage());
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
        checkScale(System.getenv("OT4J_SCALE"));
        Whole.sweep(layout.home().resolve("launcher"));
        switch (command) {
            case "help", "--help", "-h" -> {
                System.out.print(HELP);
                return 0;
            }
            case "notebooks" -> {
                new Notebooks(layout).list();
                return 0;
            }
            default -> {}
        }
        var setup = new Setup(layout, new Processes(layout));
        return switch (command) {
            case "setup" -> ready(setup);
            case "run" -> new Notebooks(layout).run(setup, rest);
            case "kernel" -> new KernelSpecs(layout).run(setup, rest);
            case "lab" -> new Sessions(setup).lab(rest);
            case "shell" -> new Sessions(setup).shell(rest);
            case "test" -> new Tests(setup).run(rest);
            case "bench" -> new Bench(setup).run(rest);
            case "experiment" -> new Experiment(setup).run(rest);
            default -> throw new Failure("no command '" + command + "'; try ./ot4j help", 2);
        };
    }

    private static int ready(Setup setup) throws Exception {
        setup.prepare();
        System.out.println("ready: ./ot4j lab opens the notebooks");
        return 0;
    }

    private static void checkScale(String scale) {
        if (scale != null && !List.of("", "smoke", "quick", "paper").contains(scale)) {
            throw new Failure("OT4J_SCALE = " + scale + ": expected smoke, quick or paper", 2);
        }
    }
}

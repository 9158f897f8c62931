package org.ot4j.kernel;

import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.ot4j.base.Progress;
import org.ot4j.base.ProgressDisplay;
import org.ot4j.kernel.display.Renderers;
import org.ot4j.kernel.execution.CellExecution;
import org.ot4j.kernel.input.CellInput;
import org.ot4j.kernel.inside.UndoList;
import org.ot4j.kernel.magic.MagicHints;
import org.ot4j.kernel.magic.Magics;
import org.ot4j.kernel.output.CellEnvironment;
import org.ot4j.kernel.output.CellOutput;
import org.ot4j.kernel.output.Unbounded;
import org.ot4j.kernel.shell.Documents;
import org.ot4j.kernel.shell.UserShell;

/**
 * The extension that the kernel finds through {@code META-INF/services}; installs everything that
 * this module adds.
 *
 * <p>Uninstalling removes it again: renderers, magics (an earlier one of the same name is
 * restored), the style of errors, the display of progress, hints, the quick answers, and threads.
 * Four things stay: imports, because JShell forgets the variables and methods that use an import
 * when it is dropped; jars on the class path, to which JShell can only add; the engine's native
 * library once loaded, which is unloaded only with its class loader, and the notebook's own classes
 * refer to that; and whatever cells have defined. In a version of the kernel with different
 * internals, changes made there stay as well.
 */
public final class Ot4jExtension implements Extension {
    private UndoList undo = new UndoList();

    @Override
    public void install(BaseKernel kernel) {
        undo = new UndoList();
        undo.add(EndWithParent.watch());
        try {
            StartUp.run(kernel);
        } finally {
            Start.end();
        }
        var renderers = Additions.to(kernel.getRenderer(), "renderFunctions");
        Renderers.register(kernel.getRenderer());
        undo.add(renderers.undo());
        var lines = Additions.to(kernel.getMagicsRegistry(), "lineMagics");
        var cells = Additions.to(kernel.getMagicsRegistry(), "cellMagics");
        Magics.register(kernel);
        undo.add(lines.undo());
        undo.add(cells.undo());
        undo.add(MagicSyntax.install(kernel));
        undo.add(ErrorStyle.install(kernel));
        undo.add(CellExecution.install(UserShell.of(kernel), UserShell.loader(kernel)));
        var output = new CellOutput();
        undo.add(output.install(kernel));
        undo.add(new CellInput(output::flush).install(kernel));
        var errors = new CellErrors(kernel);
        undo.add(errors.follow());
        var progress = new KernelProgress(kernel, output);
        undo.add(show(progress));
        undo.add(new LiveCharts(kernel, output).install());
        var hints = new MagicHints(kernel);
        var documents = new Documents(UserShell.of(kernel));
        var frontEnd =
                new FrontEnd(
                        (connection, steps) -> {
                            KernelInfo.install(kernel, connection, steps);
                            Unbounded.make(connection);
                            steps.add(progress.follow(connection));
                            steps.add(
                                    Handlers.replace(
                                            connection,
                                            MessageType.EXECUTE_REQUEST,
                                            cell ->
                                                    CellEnvironment.around(
                                                            cell,
                                                            connection,
                                                            output,
                                                            errors::told)));
                            StopButton.install(connection, steps);
                            ExitNote.install(connection, steps);
                            Hints.install(kernel, connection, hints, documents, steps);
                        });
        undo.add(frontEnd.find());
        undo.add(WarmUp.start());
    }

    @Override
    public void uninstall(BaseKernel kernel) {
        undo.run();
    }

    private static Runnable show(ProgressDisplay ours) {
        ProgressDisplay before = Progress.setDisplay(ours);
        return () -> {
            ProgressDisplay now = Progress.setDisplay(before);
            if (now != ours) {
                Progress.setDisplay(now); // replaced by another in the meantime
            }
        };
    }
}

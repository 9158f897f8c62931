package org.ot4j.kernel.execution;

import java.util.Arrays;
import jdk.jshell.JShell;
import jdk.jshell.spi.ExecutionControl;
import org.ot4j.kernel.inside.Inside;

/**
 * A layer between JShell and the kernel's execution of snippets: it adds checks of the stop button
 * to the classes that pass through, and keeps the values of variables that JShell redeclares.
 */
public final class CellExecution implements ExecutionControl {
    private final ExecutionControl kernels;
    private final Survivors survivors;

    private CellExecution(ExecutionControl kernels, Survivors survivors) {
        this.kernels = kernels;
        this.survivors = survivors;
    }

    /**
     * Inserts the layer. If JShell's internals differ, cells run as the kernel runs them.
     *
     * @param loader the loader of the classes of cells
     * @return an action that removes the layer
     */
    public static Runnable install(JShell shell, ClassLoader loader) {
        try {
            var kernels = (ExecutionControl) Inside.get(shell, "executionControl");
            var survivors = new Survivors(shell, loader);
            var subscription = shell.onSnippetEvent(survivors::tell);
            Runnable undo =
                    Inside.set(shell, "executionControl", new CellExecution(kernels, survivors));
            return () -> {
                undo.run();
                shell.unsubscribe(subscription);
            };
        } catch (ReflectiveOperationException | RuntimeException e) {
            System.err.println(
                    "ot4j: loops cannot be stopped, and values do not survive redefinitions: " + e);
            return () -> {};
        }
    }

    @Override
    public void load(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        kernels.load(
                Arrays.stream(classes)
                        .map(c -> new ClassBytecodes(c.name(), StopChecks.weave(c.bytecodes())))
                        .toArray(ClassBytecodes[]::new));
        survivors.carryOver();
    }

    @Override
    public void redefine(ClassBytecodes[] classes)
            throws ClassInstallException, NotImplementedException, EngineTerminationException {
        kernels.redefine(classes);
    }

    @Override
    public String invoke(String type, String method)
            throws RunException, EngineTerminationException, InternalException {
        if (Stop.isPressed()) { // while the compiler was at work
            throw new UserException("stopped", Stopped.class.getName(), new StackTraceElement[0]);
        }
        Stop.tidy();
        return kernels.invoke(type, method);
    }

    @Override
    public String varValue(String type, String variable)
            throws RunException, EngineTerminationException, InternalException {
        return kernels.varValue(type, variable);
    }

    @Override
    public void addToClasspath(String path) throws EngineTerminationException, InternalException {
        kernels.addToClasspath(path);
    }

    @Override
    public Object extensionCommand(String command, Object argument)
            throws RunException, EngineTerminationException, InternalException {
        return kernels.extensionCommand(command, argument);
    }

    @Override
    public void stop() throws EngineTerminationException, InternalException {
        kernels.stop();
    }

    @Override
    public void close() {
        kernels.close();
    }
}

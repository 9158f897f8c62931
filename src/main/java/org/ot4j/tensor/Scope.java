package org.ot4j.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Expressions whose intermediate results are freed. The result of an operation belongs to the
 * manager of its first array, so an expression with many operations would leave all its
 * intermediate results there, where they cannot be closed. Gradients are unaffected: the engine
 * itself keeps what it needs for them.
 */
public final class Scope {
    private Scope() {}

    /** Evaluates an expression in x; the result is owned by the manager of x. */
    public static NDArray of(NDArray x, UnaryOperator<NDArray> expression) {
        NDManager owner = x.getManager();
        try (NDManager scope = owner.newSubManager()) {
            NDArray result = expression.apply(view(x, scope));
            result.attach(owner);
            return result;
        }
    }

    /** Evaluates an expression in x and y; the result is owned by the manager of x. */
    public static NDArray of(NDArray x, NDArray y, BinaryOperator<NDArray> expression) {
        return of(x, inside -> expression.apply(inside, view(y, inside.getManager())));
    }

    /** An array, with its history, in another manager: what comes of it is freed with that. */
    public static NDArray view(NDArray array, NDManager manager) {
        NDArray view = array.reshape(array.getShape());
        view.attach(manager);
        return view;
    }
}

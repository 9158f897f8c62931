package org.ot4j.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ot4j.network.Tensors;

class ExponentialsTest {
    private static final double[] EXPONENTS = {-1e6, -750, -104, -90, -79, -3, 0, 2.5, 20};

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT32", "FLOAT64"})
    void areThoseOfMathButForWhatIsAsGoodAsNothing(DataType type) {
        double least = type == DataType.FLOAT32 ? 2e-35 : 1e-304;
        double digits = type == DataType.FLOAT32 ? 1e-5 : 1e-14;
        try (NDManager scope = Tensors.newManager()) {
            NDArray x = scope.create(EXPONENTS).toType(type, true);
            double[] found = Tensors.doubles(Exponentials.of(x));
            double[] tangent = Tensors.doubles(Exponentials.tangential(x, 2));
            for (int i = 0; i < EXPONENTS.length; i++) {
                double e = Math.exp(EXPONENTS[i]);
                assertEquals(e, found[i], Math.max(least, digits * e));
                double line = Math.exp(2) * (EXPONENTS[i] - 2 + 1);
                double expected = EXPONENTS[i] <= 2 ? e : line;
                assertEquals(expected, tangent[i], Math.max(least * 1e8, digits * expected));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT32", "FLOAT64"})
    void haveTheirOwnSlope(DataType type) {
        try (NDManager scope = Tensors.newManager()) {
            NDArray x = Autograd.leaf(scope.create(new double[] {-500, 1, 3}).toType(type, true));
            Autograd.backward(Autograd.with(() -> Exponentials.tangential(x, 2).sum()), 1);
            double[] slope = Tensors.doubles(Autograd.gradient(x));
            assertEquals(0, slope[0], 1e-30);
            assertEquals(Math.E, slope[1], 1e-5);
            assertEquals(Math.exp(2), slope[2], 1e-5);
        }
    }
}

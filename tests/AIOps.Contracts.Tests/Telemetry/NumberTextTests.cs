using AIOps.Contracts.Telemetry;

namespace AIOps.Contracts.Tests.Telemetry;

public sealed class NumberTextTests
{
    [TestCase(0, "0")]
    [TestCase(.01424, "0.0142")]
    [TestCase(-.01424, "-0.0142")]
    [TestCase(3.5, "3.5")]
    [TestCase(999.6, "1,000")]
    [TestCase(10_027_256.2, "10,027,256")]
    public void Value_HasThreeDigits_AndSeparatorsFromAThousandOn(double value, string expected) => Assert.That(NumberText.Of(value), Is.EqualTo(expected));

    [TestCase(0, .4, "from 0 to 0.4")]
    [TestCase(.01421, .01418, "from 0.01421 to 0.01418")]
    [TestCase(1637.09, 1637.41, "from 1,637.090 to 1,637.410")]
    [TestCase(5, 5, "from 5 to 5")]
    public void Change_ShowsThatItIsOne(double before, double after, string expected) => Assert.That(NumberText.FromTo(before, after), Is.EqualTo(expected));
}

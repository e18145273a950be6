using System.Text;
using AIOps.Detection.Logs;

namespace AIOps.Detection.Tests.Logs;

[TestFixture]
public sealed class LogFramingTests
{
    // layout with {n} where the line's number goes; the message is what follows the bar ¦
    [TestCase("2026-01-05 12:00:{n} INFO [worker-{n}] c.acme.Orders - ¦order {n} placed")]
    [TestCase("2026-01-05T12:00:{n}.123Z  WARN 4711 --- [main] c.acme.Orders  : ¦order {n} placed")]
    [TestCase("Jan  5 12:00:{n} web-1 shop[{n}]: ¦order {n} placed")]
    [TestCase("<14>Jan  5 12:00:{n} web-1 shop[{n}]: ¦order {n} placed")]
    [TestCase("I0105 12:00:{n}.123456  4711 orders.go:7{n}] ¦order {n} placed")]
    [TestCase("2026/01/05 12:00:{n} [error] 11#{n}: ¦*7 connect() failed while reading, client: 10.0.0.{n}")]
    [TestCase("2026-01-05 12:00:{n}.123 UTC [47{n}] LOG:  ¦order {n} placed")]
    [TestCase("[  {n}.123456] ¦usb device {n} is new")]
    [TestCase("20260105-12:00:{n}|Orders|4711|¦order {n} placed")]
    [TestCase("[Mon Jan 05 12:00:{n} 2026] [notice] ¦order {n} placed")]
    [TestCase("[2026-01-05T12:00:{n},123][WARN ][o.a.n.Cluster         ] [node-{n}] ¦order {n} placed")]
    [TestCase("[2026-01-05 12:00:{n} +0000] [47{n}] [INFO] ¦order {n} placed")]
    [TestCase("W, [2026-01-05T12:00:{n}.123456 #47{n}]  WARN -- : ¦order {n} placed")]
    [TestCase("<14>1 2026-01-05T12:00:{n}.123Z web-1 shop 47{n} - - ¦order {n} placed")]
    [TestCase("17676144{n},4,ERROR,¦order {n} placed, paid")]
    [TestCase("WARNING:app.orders:¦order {n} placed: {n}")]
    [TestCase("2026-01-05 12:00:{n} ¦10.0.0.{n} GET /orders/{n} - 80 - {n}")]
    [TestCase("¦{\"time\": \"2026-01-05T12:00:{n}Z\", \"level\": \"info\", \"msg\": \"order {n} placed\"}")]
    [TestCase("¦order {n} placed by customer {n}")]
    [TestCase("¦{n} orders placed")]
    public void HeaderOfAnyLayout_IsCutByItsShape(string layout)
    {
        var (header, message) = (layout[..layout.IndexOf('¦', StringComparison.Ordinal)], layout[(layout.IndexOf('¦', StringComparison.Ordinal) + 1)..]);
        var framing = new LogFraming(30);
        for (var i = 10; i < 40; i++)
        {
            framing.Sample(Bytes(header + message, i));
        }

        var line = Bytes(header + message, 55);
        Assert.That(framing.Learnt);
        Assert.That(framing.TryFrame(line, out var content, out _));
        Assert.That(Encoding.UTF8.GetString(line.AsSpan(content)), Is.EqualTo(Encoding.UTF8.GetString(Bytes(message, 55))));
    }

    [Test]
    public void StackTrace_ContinuesItsRecord()
    {
        var framing = new LogFraming(30);
        for (var i = 10; i < 40; i++)
        {
            framing.Sample(Bytes("2026-01-05 12:00:{n} ERROR c.acme.Orders - order {n} failed", i));
        }

        Assert.Multiple(() =>
        {
            Assert.That(framing.TryFrame("2026-01-05 12:01:00 ERROR c.acme.Orders - order 5 failed"u8, out _, out var severity));
            Assert.That(severity, Is.EqualTo(17));
            Assert.That(framing.TryFrame("java.lang.IllegalStateException: no stock"u8, out _, out _), Is.False);
            Assert.That(framing.TryFrame("\tat com.acme.Orders.place(Orders.java:7)"u8, out _, out _), Is.False);
            Assert.That(framing.TryFrame("2026-01-05 12:01:01 INFO c.acme.Orders - order 6 placed"u8, out _, out _));
        });
    }

    [Test]
    public void LogFullOfStackTraces_IsFramedByTheLinesThatBeginWithATime()
    {
        var framing = new LogFraming(60);
        for (var i = 10; !framing.Learnt; i++)
        {
            foreach (var line in (string[])["2026-01-05 12:00:{n},123 ERROR [main] c.acme.Orders - order {n} failed", "java.lang.IllegalStateException: no stock of {n}", "\tat c.acme.Orders.place(Orders.java:{n})", "Caused by: java.io.IOException: gone", "\t... {n} more"])
            {
                framing.Sample(Bytes(line, i));
            }
        }

        Assert.Multiple(() =>
        {
            Assert.That(framing.HasHeader);
            Assert.That(framing.TryFrame("2026-01-05 12:01:00,123 ERROR [main] c.acme.Orders - order 5 failed"u8, out var content, out var severity));
            Assert.That((content, severity), Is.EqualTo((53, 17)));
            Assert.That(framing.TryFrame("Caused by: java.io.IOException: gone"u8, out _, out _), Is.False);
        });
    }

    [Test]
    public void WordsBeforeAColonThatAreNoName_BelongToTheMessage()
    {
        string[] messages = ["usb 1-{n}: new device", "eth0: link is up", "Out of memory: killed process {n}", "EXT4-fs (sda{n}): mounted"];
        var framing = new LogFraming(40);
        for (var i = 10; !framing.Learnt; i++)
        {
            framing.Sample(Bytes("[  {n}.123456] " + messages[i % 4], i));
        }

        foreach (var message in messages)
        {
            var line = Bytes("[  {n}.123456] " + message, 77);
            framing.TryFrame(line, out var content, out _);
            Assert.That(Encoding.UTF8.GetString(line.AsSpan(content)), Is.EqualTo(Encoding.UTF8.GetString(Bytes(message, 77))));
        }
    }

    [Test]
    public void LogOfWhichSomeLinesBeginWithATime_HasNoHeader()
    {
        var framing = new LogFraming(40);
        for (var i = 0; !framing.Learnt; i++)
        {
            framing.Sample(Bytes(i % 2 == 0 ? "12:00:{n} is the time of run {n}" : "run {n} of many", i));
        }

        Assert.That(framing.HasHeader, Is.False);
    }

    [Test]
    public void SourceThatChangesItsLayout_IsNotOneEndlessRecord()
    {
        var framing = new LogFraming(30);
        for (var i = 10; i < 40; i++)
        {
            framing.Sample(Bytes("2026-01-05 12:00:{n} INFO c.acme.Orders - order {n} placed", i));
        }

        var records = 0;
        for (var i = 0; i < 2_000; i++)
        {
            records += framing.TryFrame("plain text without any header"u8, out _, out _) ? 1 : 0;
        }

        Assert.That(records, Is.GreaterThan(1_000));
    }

    private static byte[] Bytes(string layout, int number) => Encoding.UTF8.GetBytes(layout.Replace("{n}", number.ToString("00"), StringComparison.Ordinal));
}

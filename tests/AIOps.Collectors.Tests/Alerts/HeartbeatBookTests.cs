using AIOps.Collectors.Alerts;

namespace AIOps.Collectors.Tests.Alerts;

public sealed class HeartbeatBookTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);
    private readonly HeartbeatBook _book = new([new HeartbeatOptions { Name = "backup", Every = TimeSpan.FromMinutes(1), Grace = TimeSpan.FromSeconds(30) }], Start);

    [Test]
    public void MissingBeat_IsToldOnceAndItsReturnToo()
    {
        var early = _book.Due(Start.AddSeconds(89)).Count;
        var missing = _book.Due(Start.AddSeconds(91)).Single();
        var untold = _book.Due(Start.AddSeconds(92)).Count;
        _book.Told(missing);
        var told = _book.Due(Start.AddSeconds(93)).Count;
        _book.Beat("backup", authenticated: true, Start.AddSeconds(100));
        var back = _book.Due(Start.AddSeconds(101)).Single();
        _book.Told(back);
        Assert.Multiple(() =>
        {
            Assert.That((early, untold, told, _book.Due(Start.AddSeconds(102)).Count), Is.EqualTo((0, 1, 0, 0)));
            Assert.That((missing.Firing, missing.StartsAt, missing.Entity.Workload, missing.Authenticated), Is.EqualTo((true, Start.AddSeconds(60), "heartbeat:backup", false)));
            Assert.That((back.Firing, back.Fingerprint), Is.EqualTo((false, missing.Fingerprint)));
        });
    }

    [Test]
    public void BeatThatNobodyExpects_IsRefused() => Assert.That(_book.Beat("other", authenticated: true, Start), Is.False);
}

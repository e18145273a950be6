using AIOps.Contracts.Storage;

namespace AIOps.Storage.Tests.Operational;

[TestFixture(Backend.Sqlite)]
[TestFixture(Backend.PostgreSql)]
public sealed class CommitTests(Backend backend)
{
    private StoreUnderTest _it = null!;

    private static CancellationToken None => CancellationToken.None;

    // not in attributes, which are UTF-8 themselves
    private static TestCaseData[] Names =>
    [
        new TestCaseData("service:a\0b", "service:a\ufffdb").SetArgDisplayNames("nul"),
        new TestCaseData("service:a\ud83d", "service:a\ufffd").SetArgDisplayNames("first half at the end"),
        new TestCaseData("service:a\udc00b", "service:a\ufffdb").SetArgDisplayNames("second half alone"),
        new TestCaseData("service:\ud83d\ude00", "service:\ud83d\ude00").SetArgDisplayNames("a whole pair"),
    ];

    [SetUp]
    public async Task Open() => _it = await StoreUnderTest.OpenAsync(backend);

    [TearDown]
    public async Task Close() => await _it.DisposeAsync();

    /// <summary>PostgreSQL takes no U+0000, and half a surrogate pair has no UTF-8; both come from outside.</summary>
    [TestCaseSource(nameof(Names))]
    public async Task NameThatADatabaseCannotKeep_IsKeptReplaced_AndFound(string name, string kept)
    {
        var commit = new StoreCommit
        {
            Documents = [new DocumentWrite(DocumentKind.Service, name, 0, "", name, 1, "{}")],
            Events = [new(name, "T", "{}", name)],
            Audit = [new(name, "seen", name)],
        };
        Assert.That(await _it.Store.CommitAsync(commit, None), Is.EqualTo(CommitOutcome.Committed));
        Assert.Multiple(async () =>
        {
            Assert.That((await _it.Store.FindAsync(DocumentKind.Service, name, None))?.Id, Is.EqualTo(kept));
            Assert.That((await _it.Store.QueryAsync(new DocumentQuery(DocumentKind.Service) { Key = name }, None)).Select(found => found.Key), Is.EqualTo(new[] { kept }));
            Assert.That(await _it.Store.CountAsync(new DocumentQuery(DocumentKind.Service) { Key = name }, None), Is.EqualTo(1));
            Assert.That((await _it.Store.ReadStreamAsync(name, 0, 10, None)).Select(told => told.Stream), Is.EqualTo(new[] { kept }));
            Assert.That((await _it.Store.ReadAuditAsync(0, 10, None)).Select(entry => entry.Entry.Subject), Is.EqualTo(new[] { kept }));
        });
    }

    [Test]
    public async Task EverythingOfACommit_IsThereAfterReopening()
    {
        var commit = new StoreCommit
        {
            Documents = [Incident("INC-1", 0)],
            Events = [new("incident/INC-1", "IncidentOpened", "{\"a\":1}", "k1", "00-aa-bb-01"), new("incident/INC-1", "IncidentChanged", "{}")],
            Audit = [new("aiops", "incident.opened", "INC-1", "{\"why\":\"ä\"}")],
            Cursor = new("correlator", 0, 17),
        };
        Assert.That(await _it.Store.CommitAsync(commit, None), Is.EqualTo(CommitOutcome.Committed));

        await _it.ReopenAsync();

        var document = await _it.Store.FindAsync(DocumentKind.Incident, "INC-1", None);
        var events = await _it.Store.ReadEventsAsync(0, 100, None);
        var audit = await _it.Store.ReadAuditAsync(0, 100, None);
        Assert.Multiple(async () =>
        {
            Assert.That(document, Is.EqualTo(new Document(DocumentKind.Incident, "INC-1", 1, "open", "service:shop/orders", 5_000, "{\"n\":0}")));
            Assert.That(events.Select(e => (e.Stream, e.Type, e.Payload, e.TraceParent)), Is.EqualTo(new[] { ("incident/INC-1", "IncidentOpened", "{\"a\":1}", (string?)"00-aa-bb-01"), ("incident/INC-1", "IncidentChanged", "{}", null) }));
            Assert.That(events[0].Id, Is.LessThan(events[1].Id));
            Assert.That(audit.Single().Entry, Is.EqualTo(commit.Audit[0]));
            Assert.That(await _it.Store.ReadCursorAsync("correlator", None), Is.EqualTo(17));
            Assert.That(await _it.Store.LastEventIdAsync(None), Is.EqualTo(events[1].Id));
        });
    }

    [TestCase(0, "already there")]
    [TestCase(7, "another version")]
    public async Task WrongVersion_WritesNothingOfTheCommit(long expected, string why)
    {
        await _it.WriteAsync(Incident("INC-1", 0));

        var outcome = await _it.Store.CommitAsync(
            new StoreCommit
            {
                Documents = [Incident("INC-2", 0), Incident("INC-1", expected)],
                Events = [new("incident/INC-1", "IncidentChanged", "{}")],
                Audit = [new("aiops", "x", "y")],
                Cursor = new("correlator", 0, 1),
            },
            None);

        Assert.Multiple(async () =>
        {
            Assert.That(outcome, Is.EqualTo(CommitOutcome.Conflict), why);
            Assert.That(await _it.Store.FindAsync(DocumentKind.Incident, "INC-2", None), Is.Null);
            Assert.That(await _it.Store.ReadEventsAsync(0, 10, None), Is.Empty);
            Assert.That(await _it.Store.ReadAuditAsync(0, 10, None), Is.Empty);
            Assert.That(await _it.Store.ReadCursorAsync("correlator", None), Is.Zero);
        });
    }

    [Test]
    public async Task Replace_RaisesTheVersion_AndAnyVersionOverwrites()
    {
        await _it.WriteAsync(Incident("INC-1", 0));
        Assert.That(await _it.WriteAsync(Incident("INC-1", 1)), Is.EqualTo(CommitOutcome.Committed));
        Assert.That(await _it.WriteAsync(Incident("INC-1", 1)), Is.EqualTo(CommitOutcome.Conflict));
        Assert.That(await _it.WriteAsync(Incident("INC-1", DocumentWrite.AnyVersion), Incident("INC-9", DocumentWrite.AnyVersion)), Is.EqualTo(CommitOutcome.Committed));

        Assert.Multiple(async () =>
        {
            Assert.That((await _it.Store.FindAsync(DocumentKind.Incident, "INC-1", None))!.Version, Is.EqualTo(3));
            Assert.That((await _it.Store.FindAsync(DocumentKind.Incident, "INC-9", None))!.Version, Is.EqualTo(1));
        });
    }

    [Test]
    public async Task Delete_NeedsTheVersionThatWasRead()
    {
        await _it.WriteAsync(Incident("INC-1", 0));
        Assert.That(await _it.WriteAsync(Incident("INC-1", 2) with { Body = null }), Is.EqualTo(CommitOutcome.Conflict));
        Assert.That(await _it.WriteAsync(Incident("INC-1", 1) with { Body = null }), Is.EqualTo(CommitOutcome.Committed));
        Assert.That(await _it.WriteAsync(Incident("INC-1", DocumentWrite.AnyVersion) with { Body = null }), Is.EqualTo(CommitOutcome.Committed), "already gone");

        Assert.That(await _it.Store.FindAsync(DocumentKind.Incident, "INC-1", None), Is.Null);
    }

    [Test]
    public async Task EventWithAKnownDedupKey_VanishesSilently()
    {
        await _it.Store.CommitAsync(new StoreCommit { Events = [new("a/1", "AnomalyRaised", "1", "a1")] }, None);

        var outcome = await _it.Store.CommitAsync(new StoreCommit { Events = [new("a/1", "AnomalyRaised", "2", "a1"), new("a/2", "AnomalyRaised", "3", "a2")] }, None);

        Assert.That(outcome, Is.EqualTo(CommitOutcome.Committed));
        Assert.That((await _it.Store.ReadEventsAsync(0, 10, None)).Select(e => e.Payload), Is.EqualTo(new[] { "1", "3" }));
    }

    [Test]
    public async Task Cursor_MovesOnlyFromWhereItWasRead()
    {
        Assert.That(await Advance(3, 4), Is.EqualTo(CommitOutcome.Conflict), "never advanced, so it stands at 0");
        Assert.That(await Advance(0, 4), Is.EqualTo(CommitOutcome.Committed));
        Assert.That(await Advance(0, 5), Is.EqualTo(CommitOutcome.Conflict));
        Assert.That(await Advance(4, 9), Is.EqualTo(CommitOutcome.Committed));
        Assert.That(await _it.Store.ReadCursorAsync("c", None), Is.EqualTo(9));

        Task<CommitOutcome> Advance(long from, long to) => _it.Store.CommitAsync(new StoreCommit { Cursor = new("c", from, to) }, None);
    }

    [Test]
    public async Task ConcurrentCommits_OfOneDocument_LetExactlyOneWinEachRound()
    {
        await _it.WriteAsync(Incident("INC-1", 0));
        for (var round = 1; round <= 5; round++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _it.WriteAsync(Incident("INC-1", round))));
            Assert.That(outcomes.Count(outcome => outcome == CommitOutcome.Committed), Is.EqualTo(1));
        }

        Assert.That((await _it.Store.FindAsync(DocumentKind.Incident, "INC-1", None))!.Version, Is.EqualTo(6));
    }

    [Test]
    public async Task ABadWriteInAGroup_FailsAloneAndTheOthersAreKept()
    {
        var commits = Enumerable.Range(0, 40).Select(i => i == 20
            ? _it.Store.CommitAsync(new StoreCommit { Events = [new("s", null!, "{}")] }, None)
            : _it.Store.CommitAsync(new StoreCommit { Events = [new("s", "T", "{}")] }, None)).ToList();

        Assert.That(async () => await Task.WhenAll(commits), Throws.Exception.Not.InstanceOf<StoreUnavailableException>());
        Assert.That(await _it.Store.ReadEventsAsync(0, 100, None), Has.Count.EqualTo(39));
    }

    [Test]
    public void ReadersNeverSeeALowerIdAppear()
    {
        Assert.That(async () => await RaceAsync().WaitAsync(TimeSpan.FromSeconds(60)), Throws.Nothing);

        async Task RaceAsync()
        {
            await using var second = await _it.OpenSecondAsync();
            var writers = Task.WhenAll(new[] { _it.Store, second }.Select(store => Task.WhenAll(Enumerable.Range(0, 4).Select(async writer =>
            {
                for (var i = 0; i < 25; i++)
                {
                    await store.CommitAsync(new StoreCommit { Events = [new("s/" + writer, "T", "{}"), new("s/" + writer, "T", "{}")] }, None);
                }
            }))));
            var seen = 0;
            long last = 0;
            while (seen < 400)
            {
                foreach (var read in await _it.Store.ReadEventsAsync(last, 50, None))
                {
                    last = read.Id;
                    seen++;
                }
            }

            await writers;
            Assert.That((await _it.Store.ReadEventsAsync(0, 1000, None)).Count, Is.EqualTo(400));
        }
    }

    [Test]
    public async Task Query_FiltersOrdersAndPages()
    {
        await _it.WriteAsync([.. Enumerable.Range(0, 10).Select(i => new DocumentWrite(DocumentKind.Run, "R" + i, 0, i % 2 == 0 ? "even" : "odd", i < 5 ? "low" : "high", i * 100, "{}"))]);

        Assert.Multiple(async () =>
        {
            Assert.That(await Ids(new(DocumentKind.Run)), Is.EqualTo("R9 R8 R7 R6 R5 R4 R3 R2 R1 R0"));
            Assert.That(await Ids(new(DocumentKind.Run) { States = ["even"], OldestFirst = true }), Is.EqualTo("R0 R2 R4 R6 R8"));
            Assert.That(await Ids(new(DocumentKind.Run) { States = ["even", "odd"], Key = "low", OldestFirst = true, Offset = 1, Limit = 3 }), Is.EqualTo("R1 R2 R3"));
            Assert.That(await Ids(new(DocumentKind.Run) { FromMs = 300, ToMs = 600 }), Is.EqualTo("R5 R4 R3"));
            Assert.That(await Ids(new(DocumentKind.Run) { States = [] }), Is.Empty);
            Assert.That(await _it.Store.CountAsync(new(DocumentKind.Run) { Key = "high", Limit = 1 }, None), Is.EqualTo(5));
        });

        async Task<string> Ids(DocumentQuery query) => string.Join(' ', (await _it.Store.QueryAsync(query, None)).Select(document => document.Id));
    }

    [Test]
    public async Task EveryKind_HasATable()
    {
        foreach (var kind in Enum.GetValues<DocumentKind>())
        {
            Assert.That(await _it.WriteAsync(new DocumentWrite(kind, "x", 0, "", "", 1, "{}")), Is.EqualTo(CommitOutcome.Committed), kind.ToString());
            Assert.That((await _it.Store.FindAsync(kind, "x", None))!.Kind, Is.EqualTo(kind));
        }
    }

    [Test]
    public async Task Stream_IsReadAlone()
    {
        await _it.Store.CommitAsync(new StoreCommit { Events = [new("a", "T", "1"), new("b", "T", "2"), new("a", "T", "3")] }, None);

        var first = (await _it.Store.ReadStreamAsync("a", 0, 1, None)).Single();
        Assert.That(first.Payload, Is.EqualTo("1"));
        Assert.That((await _it.Store.ReadStreamAsync("a", first.Id, 10, None)).Select(e => e.Payload), Is.EqualTo(new[] { "3" }));
    }

    [Test]
    public async Task Sequence_GivesEveryNumberOnce()
    {
        var numbers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _it.Store.NextNumberAsync("incident", None)));
        Assert.That(numbers, Is.EquivalentTo(Enumerable.Range(1, 50)));
        Assert.That(await _it.Store.NextNumberAsync("run", None), Is.EqualTo(1));
    }

    [Test]
    public void WritesThatCannotBeMeant_AreRefusedBeforeTheyReachTheDatabase()
    {
        Assert.Multiple(() =>
        {
            Assert.That(async () => await _it.WriteAsync(Incident(new string('x', 257), 0)), Throws.ArgumentException.With.Message.Contains("257"));
            Assert.That(async () => await _it.WriteAsync(Incident("INC-1", 0) with { Body = null }), Throws.ArgumentException);
            Assert.That(async () => await _it.Store.QueryAsync(new(DocumentKind.Run) { Limit = 10_001 }, None), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    private static DocumentWrite Incident(string id, long expected) => new(DocumentKind.Incident, id, expected, "open", "service:shop/orders", 5_000, "{\"n\":0}");
}

using System.CommandLine;
using System.Globalization;
using AIOps.Detection.Logs;

namespace AIOps.Server.Offline;

/// <summary><c>aiops logs sessions SESSIONS.csv --out PRED.csv</c>: learns sessions of the split <c>train</c>, scores the others. Labels are not read.</summary>
internal static class LogSessionsCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("sessions") { Description = "CSV with the columns BlockId, Split (train or other) and Events (template ids separated by blanks)." };
        var output = new Option<string>("--out") { Description = "Where to write BlockId,Score,Alert.", Required = true };
        var command = new Command("sessions", "Finds unusual sessions: learns from the rows whose Split is train, scores the others.") { file, output };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(file), parsed.GetRequiredValue(output)));
        return command;
    }

    private static int Run(string file, string output)
    {
        try
        {
            var sessions = SessionFile.Read(file, Console.Error);
            var model = new SessionModel();
            var train = sessions.Where(session => session.Train).ToList();
            foreach (var session in train)
            {
                model.Learn(session.Events);
            }

            model.Settle(train.ConvertAll(session => model.Surprise(session.Events)));
            var alerts = 0;
            var scored = 0;
            using var writer = new StreamWriter(output);
            writer.Write("BlockId,Score,Alert\n");
            foreach (var session in sessions.Where(session => !session.Train))
            {
                var surprise = model.Surprise(session.Events);
                var alert = surprise >= model.Threshold;
                alerts += alert ? 1 : 0;
                scored++;
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{Csv.Field(session.Id)},{surprise:0.####},{(alert ? 1 : 0)}\n"));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{train.Count} sessions learnt, {scored} scored, {alerts} unusual (surprise of {model.Threshold:0.00} nats or more)"));
            return 0;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Console.Error.WriteLine(failed.Message);
            return 1;
        }
    }
}

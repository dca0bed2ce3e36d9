// Grids: which configurations there are, and in which order.
import Testing

@Suite struct GridTests {
    @Test func theLastParameterVariesFastest() throws {
        #expect(
            try grid(#"{"b":[1,2],"a":["x","y"],"c":[0]}"#).lines == [
                "b=1 a=x c=0", "b=1 a=y c=0", "b=2 a=x c=0", "b=2 a=y c=0",
            ])
    }

    @Test func anEmptySpaceHasOneConfiguration() throws {
        let drawn = try grid("{}", #","defaults":{"a":1}"#)
        #expect(drawn.lines == ["a=1"])
        #expect(drawn.ids[0].hasPrefix("default-"))
    }

    @Test(arguments: [
        (#"{"arange":[0,5,2]}"#, ["0", "2", "4"]), (#"{"arange":[0,4,2]}"#, ["0", "2"]),
        (#"{"arange":[3,0,-1]}"#, ["3", "2", "1"]),
        (#"{"arange":[0,0.3,0.1]}"#, ["0.0", "0.1", "0.2"]),
        (#"{"arange":[-1,1.5,0.5]}"#, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
        (#"{"randint":[-1,2]}"#, ["-1", "0", "1"]),
        (#"{"linspace":[0,1,5]}"#, ["0", "0.25", "0.5", "0.75", "1"]),
        (#"{"linspace":[3,3,1]}"#, ["3"]), (#"{"linspace":[1,0,3]}"#, ["1", "0.5", "0"]),
        (#"{"geomspace":[1,1000,4]}"#, ["1", "10", "100", "1000"]),
        (#"{"geomspace":[1e-4,1e-1,4]}"#, ["0.0001", "0.001", "0.01", "0.1"]),
        (#"{"geomspace":[-1,-8,4]}"#, ["-1", "-2", "-4", "-8"]),
        (
            #"{"choice":[1e-4,64,64.0,"64",null,true,[1,2],{"b":1}]}"#,
            ["1e-4", "64", "64.0", "64", "null", "true", "[1,2]", #"{"b":1}"#]
        ),
        ("\"text\"", ["text"]), ("[[1, 2], [3]]", ["[1,2]", "[3]"]),
    ])
    func points(_ domain: String, _ expected: [String]) throws {
        #expect(try grid("{\"a\":\(domain)}").lines == expected.map { "a=\($0)" })
    }

    /// A whole value is an integer where all arguments are written as such, so that finer steps change
    /// none of the old values; with a point or a negative exponent it is a float.
    @Test(arguments: [
        (#"{"linspace":[0.2,1.0,5]}"#, ["0.2", "0.4", "0.6", "0.8", "1.0"]),
        (#"{"linspace":[0,2.0,3]}"#, ["0.0", "1.0", "2.0"]),
        (#"{"linspace":[0,1e1,3]}"#, ["0", "5", "10"]),
        (#"{"linspace":[-1,1,3]}"#, ["-1", "0", "1"]),
        (#"{"linspace":[-1.0,1,3]}"#, ["-1.0", "0.0", "1.0"]),
        (#"{"arange":[0.5,1.5,0.5]}"#, ["0.5", "1.0"]),
        (#"{"arange":[0,3e0,1]}"#, ["0", "1", "2"]),
        (#"{"arange":[0,2.0,1]}"#, ["0.0", "1.0"]),
        (#"{"geomspace":[1e-1,1e1,3]}"#, ["0.1", "1.0", "10.0"]),
        (#"{"geomspace":[1,1e2,3]}"#, ["1", "10", "100"]),
        (#"{"geomspace":[1.0,100,3]}"#, ["1.0", "10.0", "100.0"]),
    ])
    func types(_ domain: String, _ expected: [String]) throws {
        let drawn = try grid("{\"a\":\(domain)}")
        #expect(drawn.lines == expected.map { "a=\($0)" } && drawn.messages == [])
    }

    @Test func casesAreNested() throws {
        #expect(
            try grid(
                #"""
                {"net":{"cases":{"mlp":{"width":[1,2]},"cnn":{"deep":{"cases":{"yes":{"k":[3,4]},"no":{}}}}}},"z":[0]}
                """#
            ).lines == [
                "net=mlp width=1 z=0", "net=mlp width=2 z=0", "net=cnn deep=yes k=3 z=0",
                "net=cnn deep=yes k=4 z=0", "net=cnn deep=no z=0",
            ])
    }

    @Test func whenMakesParametersExist() throws {
        #expect(
            try grid(
                #"{"o":["sgd","adam","none"],"m":{"choice":[0.8,0.9],"when":{"o":["sgd","none"]}},"n":{"choice":[1],"when":{"m":0.90,"o":"sgd"}}}"#
            ).lines == [
                "o=sgd m=0.8", "o=sgd m=0.9 n=1", "o=adam", "o=none m=0.8", "o=none m=0.9",
            ])
    }

    @Test func whenMayNameALaterParameter() throws {
        #expect(
            try grid(#"{"m":{"choice":[1,2],"when":{"o":"b"}},"o":["a","b"]}"#).lines
                == ["o=a", "m=1 o=b", "m=2 o=b"])
    }

    @Test func namesakesDoNotDisturbEachOther() throws {
        #expect(
            try grid(
                #"{"p":{"cases":{"a":{"x":[1,2]},"b":{"y":[7,8],"x":[3]}}},"q":[5,6]}"#
            ).lines == [
                "p=a x=1 q=5", "p=a x=1 q=6", "p=a x=2 q=5", "p=a x=2 q=6",
                "p=b x=3 y=7 q=5", "p=b x=3 y=7 q=6", "p=b x=3 y=8 q=5", "p=b x=3 y=8 q=6",
            ])
    }

    @Test func defaultsFillWhatASubSpaceDoesNotDeclare() throws {
        let drawn = try grid(
            #"[{"a":[1,2]},{"b":{"choice":[5],"when":{"c":1}},"c":[1,2]}]"#,
            #","defaults":{"a":0,"b":9,"d":3}"#)
        // `b` is switched off in the last one, so the default does not come in.
        #expect(
            drawn.lines == [
                "a=1 b=9 d=3", "a=2 b=9 d=3", "a=0 b=5 c=1 d=3", "a=0 c=2 d=3",
            ])
    }

    @Test func unionsHaveNoDuplicates() throws {
        #expect(
            try grid(#"[{"a":[1,2],"b":1},{"b":1,"a":[2.0,2,3]},{"a":{"randint":[1,3]},"b":1}]"#)
                .lines == ["a=1 b=1", "a=2 b=1", "a=2.0 b=1", "a=3 b=1"])
    }

    @Test func exclusionsMatchByValue() throws {
        #expect(
            try grid(
                #"{"o":["x","y"],"lr":[1e-4,0.1],"m":{"choice":[1],"when":{"o":"x"}}}"#,
                #","exclude":[{"lr":0.0001,"o":"x"},{"m":1,"o":"y"},{"lr":"0.1"},{"m":1.0}]"#
            ).lines == ["o=y lr=1e-4", "o=y lr=0.1"])
    }

    @Test func everythingExcludedIsAnError() throws {
        let drawn = try grid(#"{"a":[1]}"#, #","exclude":[{"a":1}]"#)
        #expect(drawn.lines == [])
        #expect(drawn.messages == ["the space has no configuration: everything is excluded"])
    }

    /// Counting must agree with walking, or the limit is wrong.
    @Test func tenMillionIsTheLimit() throws {
        #expect(try grid(#"{"a":{"randint":[0,10000001]}}"#).messages.count == 1)
        let below = try grid(
            #"{"a":[1,2],"b":{"randint":[0,30],"when":{"a":1}},"c":{"randint":[0,40],"when":{"a":2}},"d":[1,2]}"#
        )
        #expect(below.lines.count == (30 + 40) * 2)
    }
}
